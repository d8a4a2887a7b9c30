package dev.pixio.cli.training;

import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The folder of a new run: that of {@code --out}, or one named after the time. */
public final class NewRunFolder {

    private NewRunFolder() {}

    /**
     * Creates the folder.
     *
     * @param out of {@code --out}
     * @param kind of run, in the name {@code runs/<time>-<kind>} if there is no {@code --out}
     * @param existing what happens to a run that is there already
     */
    public static RunFolder create(Optional<Path> out, String kind, RunFolder.Existing existing) throws IOException {
        return RunFolder.create(out.orElseGet(() -> Path.of("runs", now() + "-" + kind)), existing);
    }

    private static String now() {
        return LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT));
    }
}
