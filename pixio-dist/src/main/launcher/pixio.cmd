@echo off
rem Runs Pixio from this unpacked archive by the Java of PIXIO_JAVA (a home), JAVA_HOME or the path: 17 or newer.
rem PIXIO_JAVA_OPTS has options for the JVM, after those of lib\jvm.options.
setlocal
set "PIXIO_HOME=%~dp0.."
set "PIXIO_RUN="
for %%J in (java.exe) do if not "%%~$PATH:J"=="" set "PIXIO_RUN=%%~$PATH:J"
if exist "%JAVA_HOME%\bin\java.exe" set "PIXIO_RUN=%JAVA_HOME%\bin\java.exe"
if exist "%PIXIO_HOME%\runtime\bin\java.exe" set "PIXIO_RUN=%PIXIO_HOME%\runtime\bin\java.exe"
if exist "%PIXIO_JAVA%\bin\java.exe" set "PIXIO_RUN=%PIXIO_JAVA%\bin\java.exe"
if not defined PIXIO_RUN echo pixio: Java 17 or newer is needed and there is none. Install one, winget install EclipseAdoptium.Temurin.21.JDK, or name its folder in PIXIO_JAVA. 1>&2
if not defined PIXIO_RUN exit /b 1
if not defined OPENCV_LOG_LEVEL set "OPENCV_LOG_LEVEL=OFF"
"%PIXIO_RUN%" "@%PIXIO_HOME%\lib\jvm.options" "-Dpixio.launcher=%~f0" -Dpixio.program=pixio %PIXIO_JAVA_OPTS% -cp "%PIXIO_HOME%\lib\pixio.jar" dev.pixio.cli.Main %*
exit /b %ERRORLEVEL%
