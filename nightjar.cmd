@echo off
rem Nightjar's command line on Windows: finds the newest JDK, builds what is missing, runs. The same choices as the script
rem `nightjar`, and a test holds the two together; there are no caches of classes and no huge pages here.
rem
rem   NIGHTJAR_JAVA   JDK folder to use instead of the newest one found, or of the one beside this file
rem   NIGHTJAR_OPTS   further options for the Java virtual machine, e.g. -Xmx4g
rem   NIGHTJAR_MVN    Maven to build with instead of the mvn on the PATH
setlocal EnableExtensions DisableDelayedExpansion
set "home=%~dp0"
if "%home:~-1%"=="\" set "home=%home:~0,-1%"

rem --- The JDK ---

set "java_home="
set "version="
set "best=0"
if defined NIGHTJAR_JAVA (
  call :look "%NIGHTJAR_JAVA%"
  goto looked
)
if exist "%home%\runtime\bin\java.exe" (
  call :look "%home%\runtime"
  goto found
)
if defined JAVA_HOME call :look "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :look "%%~dpJ.."
for /d %%D in ("%ProgramFiles%\Java\*" "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Microsoft\jdk*") do call :look "%%~D"
for /d %%D in ("%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\Zulu\*" "%USERPROFILE%\.jdks\*") do call :look "%%~D"
if defined java_home goto found
echo nightjar: no JDK found: install JDK 17 or newer (winget install EclipseAdoptium.Temurin.25.JDK) or set NIGHTJAR_JAVA 1>&2
exit /b 1
:looked
if defined java_home goto found
echo nightjar: NIGHTJAR_JAVA=%NIGHTJAR_JAVA% is no JDK: give its folder, the one that holds bin\java.exe 1>&2
exit /b 1
:found
for /f "delims=.+-_" %%V in ("%version%") do set "feature=%%V"
if %feature% GEQ 17 goto enough
echo nightjar: the newest JDK found is %version% in %java_home%; Nightjar needs 17 or newer: install one or set NIGHTJAR_JAVA 1>&2
exit /b 1
:enough

rem --- The build, where there is none; unlike the script's, not again when a source is newer ---

set "main_jar=%home%\cli\target\nightjar-cli.jar"
if exist "%home%\nightjar-cli.jar" set "main_jar=%home%\nightjar-cli.jar"
if exist "%main_jar%" goto built
if not defined NIGHTJAR_MVN set "NIGHTJAR_MVN=mvn"
set "JAVA_HOME=%java_home%"
pushd "%home%"
call "%NIGHTJAR_MVN%" -q -B -Dmaven.test.skip=true -pl cli -am package
set "failed=%errorlevel%"
popd
if "%failed%"=="0" goto built
echo nightjar: the build failed (it needs Maven 3.8 or newer, and the first one a network) 1>&2
exit /b 1
:built

rem --- The run ---

set "command="
for %%W in (%*) do call :word "%%~W"
set "flags="
for %%C in (demo serve bench load soak doctor) do if "%command%"=="%%C" (
  findstr /c:"jdk.incubator.vector" "%java_home%\release" >nul 2>&1 && set "flags=--add-modules jdk.incubator.vector"
)
for %%C in (keygen encrypt decrypt play demo load soak) do if "%command%"=="%%C" call :flag "-XX:-CreateCoredumpOnCrash -XX:-HeapDumpOnOutOfMemoryError"
if %feature% GEQ 23 call :flag "--sun-misc-unsafe-memory-access=allow"
call :flag "--enable-native-access=ALL-UNNAMED"
"%java_home%\bin\java.exe" %flags% %NIGHTJAR_OPTS% "-Dnightjar.home=%home%" "-Dnightjar.jdks=%version%|%java_home%" -cp "%main_jar%" dev.nightjar.cli.Main %*
exit /b %errorlevel%

rem Takes a folder's JDK when it is newer than the one that was taken.
:look
if not exist "%~f1\bin\java.exe" exit /b
if not exist "%~f1\release" exit /b
set "looked="
for /f "tokens=2 delims==" %%R in ('findstr /b /c:"JAVA_VERSION=" "%~f1\release"') do set "looked=%%~R"
if not defined looked exit /b
set "rank=0"
for /f "tokens=1-3 delims=.+-_" %%A in ("%looked%.0.0") do set /a "rank=%%A * 1000000 + %%B * 1000 + %%C"
if %rank% GTR %best% (
  set "best=%rank%"
  set "java_home=%~f1"
  set "version=%looked%"
)
exit /b

rem The first word that is no option.
:word
if defined command exit /b
set "asked=%~1"
if not "%asked:~0,1%"=="-" set "command=%asked%"
exit /b

:flag
set "flags=%flags% %~1"
exit /b
