package dev.pixio.dist;

import dev.pixio.cli.Main;
import dev.pixio.cli.shell.CompletionCommand;
import dev.pixio.cli.shell.CompletionCommand.Shell;
import dev.pixio.cli.shell.ManPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The folder that a user unpacks.
 *
 * @param project the checkout
 * @param folder to create
 * @param version of Pixio
 * @param time of everything inside
 * @param platform for which the natives are
 */
record Distribution(Path project, Path folder, String version, Instant time, Platform platform) {

    private static final String LAUNCHER = "pixio-dist/src/main/launcher";

    /**
     * Fills the folder.
     *
     * @param jars of the command line, in the order of the class path
     * @param components their list
     * @param jdk from which the Java runtime is linked, if it is one for the platform
     */
    void build(List<Path> jars, Components components, Jdk jdk) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        for (String name : List.of("LICENSE", "NOTICE", "CHANGELOG.md")) {
            Files.copy(project.resolve(name), folder.resolve(name));
        }
        Files.copy(project.resolve("docs/install.md"), folder.resolve("README.md"));
        launcher();
        libraries(jars);
        help();
        if (Platform.isThatOfThisMachine(platform)) {
            RuntimeImage.link(jdk, folder.resolve("runtime"));
            components.addRuntime(jdk.name());
        }
        licences(jars, components);
    }

    private void launcher() throws IOException {
        Path from = project.resolve(LAUNCHER);
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path lib = Files.createDirectories(folder.resolve("lib"));
        boolean isWindows = platform == Platform.WINDOWS_X86_64;
        String script = isWindows ? "pixio.cmd" : "pixio";
        String text = Files.readString(from.resolve(script));
        Files.writeString(bin.resolve(script), isWindows ? text.replaceAll("\\R", "\r\n") : text);
        if (!bin.resolve(script).toFile().setExecutable(true)) {
            throw new IOException(bin.resolve(script) + " cannot be made executable");
        }
        for (String name : List.of("launcher.sh", "jvm.options")) {
            Files.copy(from.resolve(name), lib.resolve(name));
        }
    }

    private void libraries(List<Path> jars) throws IOException {
        TrimmedJar trimmed = new TrimmedJar(platform, time.getEpochSecond());
        for (Path jar : jars) {
            trimmed.copy(jar, folder.resolve("lib").resolve(jar.getFileName().toString()));
        }
        List<String> names =
                jars.stream().map(jar -> jar.getFileName().toString()).toList();
        ClassPathJar.write(folder.resolve("lib/pixio.jar"), names, time);
    }

    private void help() throws IOException {
        Path share = Files.createDirectories(folder.resolve("share"));
        Path completion = Files.createDirectories(share.resolve("completion"));
        Files.writeString(completion.resolve("pixio.bash"), CompletionCommand.script(Main.commandLine(), Shell.BASH));
        Files.writeString(completion.resolve("pixio.zsh"), CompletionCommand.script(Main.commandLine(), Shell.ZSH));
        Files.writeString(completion.resolve("pixio.fish"), CompletionCommand.script(Main.commandLine(), Shell.FISH));
        Path manual = Files.createDirectories(share.resolve("man/man1"));
        String date = time.toString().substring(0, "2026-11-01".length());
        for (Map.Entry<String, String> page :
                ManPage.all(Main.commandLine(), version, date).entrySet()) {
            Files.writeString(manual.resolve(page.getKey()), page.getValue());
        }
    }

    private void licences(List<Path> jars, Components components) throws IOException {
        Licences licences = new Licences(folder.resolve("licenses"));
        for (Path jar : jars) {
            licences.ofJar(jar);
        }
        licences.ofFolder(project.resolve("pixio-dist/src/main/licenses"));
        licences.list(components.licences());
        components.write(folder.resolve("sbom.cdx.json"));
    }
}
