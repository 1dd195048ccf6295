@echo off
rem Starts D3 Explorer from a checkout: finds a JDK, builds when a source has changed, runs.
rem   packaging\d3x.cmd                 the window, or the terminal view where there is no display
rem   packaging\d3x.cmd COMMAND ...     a command; packaging\d3x.cmd --help lists them
setlocal EnableExtensions DisableDelayedExpansion
set "REQUIRED=25"
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
set "BUILD=%ROOT%\target\d3x"

set "JDK="
if defined JAVA_HOME call :try "%JAVA_HOME%"
for %%P in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%USERPROFILE%\.jdks" "%USERPROFILE%\.sdkman\candidates\java") do (
    for /d %%J in ("%%~P\*") do call :try "%%~J"
)
for /f "delims=" %%J in ('where javac 2^>nul') do for %%K in ("%%~dpJ..") do call :try "%%~fK"
if not defined JDK (
    >&2 echo d3x: no JDK %REQUIRED% or newer was found ^(looked at JAVA_HOME, the usual folders and the PATH^); install one, such as Eclipse Temurin %REQUIRED%, or set JAVA_HOME
    exit /b 69
)

rem Newer sources, another JDK, or nothing built yet: build. PowerShell compares the times.
set "STALE="
if not exist "%BUILD%\d3-explorer.jar" set "STALE=1"
if not exist "%BUILD%\libraries" set "STALE=1"
set "BUILT_WITH="
if exist "%BUILD%\jdk" set /p BUILT_WITH=<"%BUILD%\jdk"
if not "%BUILT_WITH%"=="%JDK%" set "STALE=1"
if not defined STALE (
    powershell -NoProfile -Command "$t=(Get-Item -LiteralPath (Join-Path $env:BUILD 'libraries')).LastWriteTimeUtc; $n=@(Get-Item -LiteralPath (Join-Path $env:ROOT 'pom.xml'))+@(Get-ChildItem -LiteralPath (Join-Path $env:ROOT 'src\main') -Recurse) | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($n) { exit 1 } else { exit 0 }" || set "STALE=1"
)
if defined STALE call :build || exit /b 69

rem The window's own code runs too seldom to be worth compiling twice, see packaging/d3x.
set "ARCHIVE=window"
set "LEVEL=1"
if not "%~1"=="" set "ARCHIVE=command" & set "LEVEL=4"
powershell -NoProfile -Command "$l=(Get-Content -LiteralPath (Join-Path $env:BUILD 'libraries') -Raw).Trim().Split(';'); $m=$l | Where-Object { (Split-Path $_ -Leaf) -match '^javafx-.*-win.*\.jar$' }; $c=@(Join-Path $env:BUILD 'd3-explorer.jar')+@($l | Where-Object { (Split-Path $_ -Leaf) -notmatch '^javafx-' }); $q={ '\"'+($args[0] -join ';').Replace('\','\\')+'\"' }; Set-Content -LiteralPath (Join-Path $env:BUILD 'paths.args') -Encoding ascii -Value @('--module-path',(& $q $m),'-classpath',(& $q $c))"
"%JDK%\bin\java.exe" -XX:TieredStopAtLevel=%LEVEL% -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%BUILD%\classes-%ARCHIVE%.jsa" -Xshare:auto -Xlog:cds=off -Xlog:aot=off "@%BUILD%\paths.args" "@%ROOT%\packaging\java-options" %D3X_JAVA_OPTIONS% "-Dd3explorer.program=%ROOT%" org.d3explorer.Main %*
exit /b %ERRORLEVEL%

:try
if defined JDK exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
for /f "tokens=2 delims==." %%V in ('findstr /b "JAVA_VERSION=" "%~1\release" 2^>nul') do call :compare "%~1" %%V
exit /b 0

:compare
set "FOUND=%~2"
set "FOUND=%FOUND:"=%"
if %FOUND% GEQ %REQUIRED% set "JDK=%~1"
exit /b 0

:build
where mvn >nul 2>nul
if errorlevel 1 (
    >&2 echo d3x: Maven is not installed, expected mvn 3.8 or newer on the PATH to build the program once; install it and start again
    exit /b 1
)
if not exist "%BUILD%" mkdir "%BUILD%"
>&2 echo d3x: building the program; the first time fetches its libraries, which takes a few minutes
set "JAVA_HOME=%JDK%"
pushd "%ROOT%"
call mvn -B -ntp compile jar:jar dependency:build-classpath "-Dmdep.outputFile=%BUILD%\libraries" -DincludeScope=runtime >"%BUILD%\build.log" 2>&1
if errorlevel 1 (
    popd
    findstr /b /c:"[ERROR]" "%BUILD%\build.log" 1>&2
    >&2 echo d3x: the build failed; the whole log is in %BUILD%\build.log
    del /q "%BUILD%\libraries" 2>nul
    exit /b 1
)
popd
for %%J in ("%ROOT%\target\d3-explorer-*.jar") do copy /y "%%~J" "%BUILD%\d3-explorer.jar" >nul
del /q "%BUILD%\classes-*.jsa" 2>nul
>"%BUILD%\jdk" <nul set /p "=%JDK%"
exit /b 0
