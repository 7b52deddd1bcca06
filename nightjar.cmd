@echo off
rem Nightjar's command line on Windows: finds the newest JDK, builds what is missing, runs. The same choices as the script
rem `nightjar`, and a test holds the two together; there are no caches of classes and no huge pages here.
rem
rem   NIGHTJAR_JAVA   JDK folder or java.exe to use instead of the newest one found, or of the one beside this file
rem   NIGHTJAR_OPTS   further options for the Java virtual machine, e.g. -Xmx4g
rem   NIGHTJAR_MVN    Maven to build with instead of the mvn on the PATH
setlocal EnableExtensions DisableDelayedExpansion
rem Names in both cases are one here: a variable java_home would be JAVA_HOME.
set "folder=%~dp0"
if "%folder:~-1%"=="\" set "folder=%folder:~0,-1%"

rem --- The JDK ---

set "jdk="
set "version="
set "best=0"
if not defined NIGHTJAR_JAVA goto search
call :look "%NIGHTJAR_JAVA%"
if not defined jdk call :look "%NIGHTJAR_JAVA%\..\.."
if defined jdk goto found
echo nightjar: NIGHTJAR_JAVA=%NIGHTJAR_JAVA% is no JDK: give its folder, the one that holds bin\java.exe 1>&2
exit /b 1
:search
call :look "%folder%\runtime"
if defined jdk goto found
if defined JAVA_HOME call :look "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :look "%%~dpJ.."
for /d %%D in ("%ProgramFiles%\Java\*" "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Microsoft\jdk*") do call :look "%%~D"
for /d %%D in ("%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\Zulu\*" "%USERPROFILE%\.jdks\*") do call :look "%%~D"
if defined jdk goto found
echo nightjar: no JDK found: install JDK 17 or newer (winget install EclipseAdoptium.Temurin.25.JDK) or set NIGHTJAR_JAVA 1>&2
exit /b 1
:found
for /f "delims=.+-_" %%V in ("%version%") do set "feature=%%V"
if %feature% GEQ 17 goto enough
echo nightjar: the newest JDK found is %version% in %jdk%; Nightjar needs 17 or newer: install one or set NIGHTJAR_JAVA 1>&2
exit /b 1
:enough

rem --- The build, where there is none; unlike the script's, not again when a source is newer ---

set "main_jar=%folder%\cli\target\nightjar-cli.jar"
if exist "%folder%\nightjar-cli.jar" set "main_jar=%folder%\nightjar-cli.jar"
if exist "%main_jar%" goto built
if not defined NIGHTJAR_MVN set "NIGHTJAR_MVN=mvn"
set "JAVA_HOME=%jdk%"
pushd "%folder%"
call "%NIGHTJAR_MVN%" -q -B -Dmaven.test.skip=true -pl cli -am package
set "failed=%errorlevel%"
popd
if "%failed%"=="0" goto built
echo nightjar: the build failed (it needs Maven 3.8 or newer, and the first one a network) 1>&2
exit /b 1
:built

rem --- The run ---

set "command="
rem The first word that is no option. No loop over all words: it would look for files where one has a star.
:first
set "asked=%~1"
shift
if not defined asked goto named
if "%asked:~0,1%"=="-" goto first
set "command=%asked%"
:named
rem What inspect measures is what serve takes, with the same options.
set "kind=%command%"
if not "%command%"=="inspect" goto chosen
:measures
set "asked=%~1"
shift
if not defined asked goto chosen
if not "%asked%"=="--measure" goto measures
set "kind=measure"
:chosen
set "flags="
set "computes="
for %%C in (demo serve bench load soak doctor compile measure) do if "%kind%"=="%%C" set "computes=yes"
if defined computes if not "%modules:jdk.incubator.vector=%"=="%modules%" set "flags=--add-modules jdk.incubator.vector"
for %%C in (keygen encrypt decrypt play demo load soak) do if "%command%"=="%%C" call :flag "-XX:-CreateCoredumpOnCrash -XX:-HeapDumpOnOutOfMemoryError"
if %feature% GEQ 23 call :flag "--sun-misc-unsafe-memory-access=allow"
call :flag "--enable-native-access=ALL-UNNAMED"
"%jdk%\bin\java.exe" %flags% %NIGHTJAR_OPTS% "-Dnightjar.home=%folder%" "-Dnightjar.jdks=%version%|%jdk%" -cp "%main_jar%" dev.nightjar.cli.Main %*
exit /b %errorlevel%

rem Takes a folder's JDK when it is newer than the one that was taken.
:look
if not exist "%~f1\bin\java.exe" exit /b
if not exist "%~f1\release" exit /b
set "looked="
set "listed=none"
for /f "usebackq tokens=1,2 delims==" %%R in ("%~f1\release") do if "%%R"=="JAVA_VERSION" set "looked=%%~S"
for /f "usebackq tokens=1,2 delims==" %%R in ("%~f1\release") do if "%%R"=="MODULES" set "listed=%%~S"
if not defined looked exit /b
set "rank=0"
for /f "tokens=1-3 delims=.+-_" %%A in ("%looked%.0.0") do set /a "rank=%%A * 1000000 + %%B * 1000 + %%C"
if %rank% LEQ %best% exit /b
set "best=%rank%"
set "jdk=%~f1"
set "version=%looked%"
set "modules=%listed%"
exit /b

:flag
set "flags=%flags% %~1"
exit /b
