"""The kit that every screen is built of. Import from its modules, never from here.

A screen in ten lines::

    class VisitsScreen(Screen):                      # ui/screens/<noun>/screen.py
        key, title, cares = "visits", "Visits", frozenset({Topic.VISITS})

        def __init__(self, bridge, parent=None):
            super().__init__(bridge, parent)
            self.table = RowsTable("Visits", RowsModel(COLUMNS, key=lambda row: row.case_id))
            self.page.addWidget(ScreenHead(self.title))
            self.page.addWidget(ListDetail(listing, detail), 1)
            actions.make("visits_record", self, self._record)     # key, menu, palette

        def refresh(self):                           # shown stale, or a topic it cares for changed
            self.bridge.ask(VisitList(), self.table.show_page, owner=self, slot="list")

and its line in `ui/screens/__init__.py`, its actions in `ui/actions.py`.

- **Asking.** `bridge.ask(query, on_answer, owner=self, slot="list")`: a newer question in the
  same slot replaces the older; nothing comes once the owner is gone. `ask_now` only for the very
  first list. `bridge.do(command, on_done, on_refused, button)`; untaken refusals reach the banner.
- **Lists.** `RowsModel(columns, key)` + `RowsTable(name, model, row_height=TWO_LINES)`.
  Long ones: `table.show_page(page, self.page_source(lambda offset, limit: Query(...)))`; renew
  with `table.span()`. Short ones: `table.show_rows(rows)`. `keep_place=False` after a new filter.
  `Column(sample=…)` sets a natural width, `give` takes what is over, `drop` leaves first when it
  is narrow; one column at least has `give`. `table.set_empty(EmptyState(...))` says where the
  work is. Signals: `opened`, `current_changed`, `order_chosen`, `cell_pressed` (a `link` column).
- **Cards.** `Panel(title, note, scrolls=True)`: fill `body`, end prose with
  `body.addStretch(1)`, put buttons in `footer`, `set_flush()` for a table. `Tiles([Tile(…)])`,
  `Facts([Fact(…)])`, `Callout(tone, lead, text)`, `Words(text, Role.SECTION)`.
- **Status.** Always `labels.lateness(...)` or a `Badge(words, tone, shape)`: in a column's
  `badge`, in `Pill`, in a tile. Never a colour without its words.
- **Choosing.** `Chips` for buckets with counts, `Choice` for answers, `Select` for one of many,
  `MenuButton` for a filter, `FilterBox` for words, `DateField`, `TimeField`, `Tick`.
- **Forms.** `SidePane(title, self)`: `body`, `footer`, `open(first_field)`. `Field(label, editor,
  hint)` with `set_error`; `Problems` lists what stops a submit. Errors named by `Invalid.field`
  go to their field. Say what was saved: `self.said.emit(sentence, Tone.GOOD)`.
- **Buttons.** `KeyButton.of(action, Kind.PRIMARY)`: one primary on a screen.
- **Painting.** Ask `theme.current()` while painting, never keep it; lengths through
  `theme.px(n)`, so that 200 % text works. Show a widget only once it has a parent.
- **Speed.** Nothing here may import more than PySide6's Core, Gui, Widgets and Svg. Calls that
  return a widget C++ made (`viewport()`, `verticalHeader()`) cost 10 ms the first time: not
  before the first list is painted. Import rare parts inside the function that needs them.
- **Tests.** `tests/support/qt.py`: `FakeBus`, `wait_idle`, `assert_accessible`,
  `assert_no_clipped_text`.
"""
