; Windows installer, made by Inno Setup 6 from dist\rso-visits (see README.md beside this file):
;
;   iscc /DVersion=0.1.0 packaging\rso-visits.iss

#ifndef Version
  #error Say which version it is: /DVersion=0.1.0
#endif

[Setup]
AppId={{5B0C5A53-5B8C-4A3E-9C0B-8C1B6E6B7D21}
AppName=RSO Visits
AppVersion={#Version}
AppPublisher=The RSO Visits contributors
DefaultDirName={autopf}\RSO Visits
DefaultGroupName=RSO Visits
DisableProgramGroupPage=yes
LicenseFile=..\LICENSE
OutputDir=..\dist
OutputBaseFilename=rso-visits-{#Version}-setup
SolidCompression=yes
Compression=lzma2
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; A force installs it for all from its own deployment tool; one person may install it for themselves.
PrivilegesRequired=admin
PrivilegesRequiredOverridesAllowed=dialog
CloseApplications=yes
MinVersion=10.0.17763
WizardStyle=modern

; Registers lie in each person's own data folder: uninstalling never touches them.
[Files]
Source: "..\dist\rso-visits\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\RSO Visits"; Filename: "{app}\rsovisit-desktop.exe"
Name: "{autodesktop}\RSO Visits"; Filename: "{app}\rsovisit-desktop.exe"; Tasks: desktopicon

[Tasks]
Name: "desktopicon"; Description: "A shortcut on the desktop"; Flags: unchecked

[Run]
Filename: "{app}\rsovisit-desktop.exe"; Description: "Open RSO Visits"; Flags: nowait postinstall skipifsilent

[Code]
{ The installed program proves itself on this machine before anybody relies on it. }
procedure CurStepChanged(CurStep: TSetupStep);
var
  Code: Integer;
begin
  if CurStep <> ssPostInstall then
    exit;
  WizardForm.StatusLabel.Caption := 'Checking the installed program ...';
  if not Exec(ExpandConstant('{app}\rsovisit.exe'), 'self-test', '', SW_HIDE,
      ewWaitUntilTerminated, Code) or (Code <> 0) then
    SuppressibleMsgBox('RSO Visits was installed but did not pass its own test on this machine. '
      + 'Do not use it yet; tell whoever looks after it.', mbCriticalError, MB_OK, IDOK);
end;
