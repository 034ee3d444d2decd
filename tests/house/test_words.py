"""What the code may not say: prints, bare clocks, pickles, shells, SQL built from text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house.source import Module, a_module, modules, named

Rule = Callable[[Module], Iterator[str]]


def _in(module: Module, *places: str) -> bool:
    return any(module.name == place or module.name.startswith(place + ".") for place in places)


def prints(module: Module) -> Iterator[str]:
    """`print(` outside the command line."""
    if _in(module, "rsovisit.cli"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and named(node.func) == "print":
            yield f"{module.at(node)} prints; only rsovisit/cli talks to a terminal"


CLOCKS = (
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("QDate", "currentDate"),
    ("QDateTime", "currentDateTime"),
    ("QDateTime", "currentDateTimeUtc"),
    ("QTime", "currentTime"),
)


def own_clocks(module: Module) -> Iterator[str]:
    """Asking what time it is outside rsovisit/clock.py; today is an argument everywhere else."""
    if _in(module, "rsovisit.clock"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            parts = tuple(named(node).split(".")[-2:])
            if parts in CLOCKS:
                yield f"{module.at(node)} asks {'.'.join(parts)}; only rsovisit/clock.py may"


DANGEROUS_MODULES = {"dill", "marshal", "pickle", "shelve"}
DANGEROUS_CALLS = {"eval", "exec", "os.system", "os.popen", "subprocess.getoutput"}


def dangers(module: Module) -> Iterator[str]:
    """Pickles, eval and exec, shells, loadable database extensions."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            source = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            for name in source:
                if name.partition(".")[0] in DANGEROUS_MODULES:
                    yield f"{module.at(node)} imports {name}: reading it may run code"
        if isinstance(node, ast.Call):
            called = named(node.func)
            if called in DANGEROUS_CALLS or called.endswith(".load_extension"):
                yield f"{module.at(node)} calls {called}"
            if any(word.arg == "shell" and not _is_false(word.value) for word in node.keywords):
                yield f"{module.at(node)} starts a shell"


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


SQL_START = re.compile(
    r"^\s*(select\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\("
    r"|create\s+(table|index|view|trigger|role|database|unique)|drop\s+\w+\s|alter\s+\w+\s"
    r"|pragma\s|grant\s|revoke\s|attach\s|listen\s|notify\s|set\s+local\s)",
    re.IGNORECASE,
)


def built_sql(module: Module) -> Iterator[str]:
    """SQL put together from values at run time.

    Constants of the program, named in capitals, may be put in: nobody outside the program writes
    them. Clauses chosen from fixed texts may be joined with `+`, under a name that says that they
    are clauses. Values go in as `:name` parameters, never as text.
    """
    inner: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        pieces = _pieces(node)
        if node in inner or not pieces or not SQL_START.match(_text(pieces[0])):
            continue
        inner.update(ast.walk(node))
        joined = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
        for piece in pieces:
            if not _is_fixed(piece) and not (joined and _is_clause(piece)):
                yield f"{module.at(node)} builds SQL from {ast.unparse(piece)}"


def _pieces(node: ast.AST) -> list[ast.expr]:
    """What a text is put together from; empty where the node puts nothing together."""
    if isinstance(node, ast.JoinedStr):
        return [
            part.value if isinstance(part, ast.FormattedValue) else part for part in node.values
        ]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*(_pieces(node.left) or [node.left]), *(_pieces(node.right) or [node.right])]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return [node.left, node.right]
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return []
    if node.func.attr not in {"format", "format_map", "replace"}:
        return []
    return [node.func.value, *node.args, *(word.value for word in node.keywords)]


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_fixed(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    name = named(node).rpartition(".")[2]
    return bool(name) and name == name.upper()


CLAUSES = {"clause", "clauses", "columns", "joins", "order", "scope", "where"}


def _is_clause(node: ast.expr) -> bool:
    inner = node.func if isinstance(node, ast.Call) else node
    inner = inner.value if isinstance(inner, ast.Subscript) else inner
    last = named(inner).rpartition(".")[2]
    return last.rpartition("_")[2] in CLAUSES


def future_annotations_in_store(module: Module) -> Iterator[str]:
    """The future import in a file of table classes: it breaks their list relationships."""
    if not _in(module, "rsovisit.store"):
        return
    tables = any(
        isinstance(node, ast.ClassDef) and any(word.arg == "table" for word in node.keywords)
        for node in ast.walk(module.tree)
    )
    for node in module.tree.body:
        if tables and isinstance(node, ast.ImportFrom) and node.module == "__future__":
            yield f"{module.at(node)} postpones annotations beside table classes"


QT_THREADS = {"QRunnable", "QThread", "QThreadPool", "QtConcurrent"}


def qt_threads(module: Module) -> Iterator[str]:
    """Threads of Qt's own. The bus's writer and the bridge's reader are all there are."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            name = node.name if isinstance(node, ast.alias) else named(node)
            if name.rpartition(".")[2] in QT_THREADS:
                yield f"{module.path} uses {name}; work goes to the bus through ui/bridge.py"


VAGUE = {"helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def vague_names(module: Module) -> Iterator[str]:
    """Names that say nothing about what is kept there."""
    last = module.name.rpartition(".")[2]
    if set(last.split("_")) & VAGUE:
        yield f"{module.path} is called {last}: which noun is it about?"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            words = {word.lower() for word in re.findall(r"[A-Z][a-z]*", node.name)}
            if words & VAGUE:
                yield f"{module.at(node)} {node.name}: which noun is it about?"


RULES: tuple[Rule, ...] = (
    prints,
    own_clocks,
    dangers,
    built_sql,
    future_annotations_in_store,
    qt_threads,
    vague_names,
)


# (rule, module, function): why it may. One line each; an exception that is used no more must go.
EXCEPTIONS: dict[tuple[str, str, str], str] = {
    ("built_sql", "rsovisit.demo.load", "_insert"): "names of the program's own tables and columns",
}


def _excuses(rule: Rule, module: Module, line: str) -> list[tuple[str, str, str]]:
    """The exceptions that cover a finding: those whose function holds its line."""
    _, _, number_text = line.partition(" ")[0].rpartition(":")
    number = int(number_text) if number_text.isdigit() else 0
    holding = {
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.lineno <= number <= (node.end_lineno or 0)
    }
    return [
        key for key in EXCEPTIONS if key[:2] == (rule.__name__, module.name) and key[2] in holding
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    wrong: list[str] = []
    used: set[tuple[str, str, str]] = set()
    for module in modules("rsovisit", "ui"):
        for line in rule(module):
            excused = _excuses(rule, module, line)
            used.update(excused)
            if not excused:
                wrong.append(line)
    assert not wrong, "\n".join(wrong)
    idle = {key for key in EXCEPTIONS if key[0] == rule.__name__} - used
    assert not idle, f"no longer needed: {sorted(idle)}"


BAD: tuple[tuple[Rule, str, str], ...] = (
    (prints, "rsovisit.services.sweep", "print('done')"),
    (own_clocks, "rsovisit.services.sweep", "from datetime import date\ndate.today()"),
    (own_clocks, "rsovisit.domain.due", "import datetime\ndatetime.datetime.now(tz)"),
    (own_clocks, "rsovisit.domain.due", "from datetime import date\nf(default=date.today)"),
    (own_clocks, "ui.window", "QDate.currentDate()"),
    (dangers, "rsovisit.exchange.child", "import pickle"),
    (dangers, "rsovisit.exchange.child", "from pickle import loads"),
    (dangers, "rsovisit.exchange.child", "eval(cell)"),
    (dangers, "rsovisit.exchange.child", "exec(cell)"),
    (dangers, "rsovisit.app", "subprocess.run(line, shell=True)"),
    (dangers, "rsovisit.app", "os.system(line)"),
    (dangers, "rsovisit.store.connect", "connection.load_extension('x')"),
    (built_sql, "rsovisit.queries.visit", "f'select * from visit where area = {area}'"),
    (built_sql, "rsovisit.queries.visit", "'select * from visit order by ' + column"),
    (built_sql, "rsovisit.queries.visit", "'select * from visit where id = %s' % number"),
    (built_sql, "rsovisit.queries.visit", "'delete from {}'.format(table)"),
    (
        future_annotations_in_store,
        "rsovisit.store.records",
        "from __future__ import annotations\nclass CaseRecord(SQLModel, table=True): ...",
    ),
    (qt_threads, "ui.window", "from PySide6.QtCore import QThreadPool"),
    (qt_threads, "ui.window", "QtCore.QThread(self)"),
    (vague_names, "rsovisit.services.visit_utils", ""),
    (vague_names, "ui.window", "class WindowManager: ..."),
)


@pytest.mark.parametrize("rule,name,text", BAD)
def test_each_rule_sees_its_bad_sample(rule: Rule, name: str, text: str) -> None:
    assert list(rule(a_module(text, name)))


GOOD: tuple[tuple[Rule, str, str], ...] = (
    (prints, "rsovisit.cli.tables", "print('done')"),
    (own_clocks, "rsovisit.clock", "from datetime import date\ndate.today()"),
    (own_clocks, "rsovisit.services.sweep", "clock.today()"),
    (dangers, "rsovisit.app", "subprocess.run(words, shell=False)"),
    (built_sql, "rsovisit.queries.visit", "f'select {COLUMNS} from visit where {self.IS_LIVE}'"),
    (built_sql, "rsovisit.queries.visit", "'select ' + COLUMNS + joins + case_where(chosen)"),
    (built_sql, "rsovisit.queries.visit", "f'Selected {count} of {total}'"),
    (future_annotations_in_store, "rsovisit.store.connect", "from __future__ import annotations"),
    (vague_names, "ui.window", "class Window: ..."),
)


@pytest.mark.parametrize("rule,name,text", GOOD)
def test_no_rule_cries_wolf(rule: Rule, name: str, text: str) -> None:
    assert not list(rule(a_module(text, name)))
