package dev.pixio.bench.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commit of the checkout from which this build is run. */
final class SourceCommit {

    /** Characters of a commit that are recorded. */
    private static final int LENGTH = 12;

    private SourceCommit() {}

    /** The commit, with {@code + changes} if tracked files differ from it; {@code unknown} without git or a repository. */
    static String of(Path checkout) {
        return git(checkout, "rev-parse", "HEAD")
                .map(commit -> commit.strip()
                        .substring(0, Math.min(LENGTH, commit.strip().length())))
                .map(commit -> commit + (isClean(checkout) ? "" : " + changes"))
                .orElse("unknown");
    }

    private static boolean isClean(Path checkout) {
        return git(checkout, "status", "--porcelain", "--untracked-files=no")
                .filter(String::isBlank)
                .isPresent();
    }

    private static Optional<String> git(Path checkout, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", checkout.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // there is no git
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
