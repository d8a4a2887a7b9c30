package dev.pixio.cli.training;

import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;

/** The folder of a resumed run, for a group of processes. */
public final class ResumedFolder {

    private ResumedFolder() {}

    /**
     * Opens the folder, in all processes of a group: process 0 locks it and removes what a killed process left, and then the others look
     * into it.
     *
     * @throws IOException in one line: it contains no run, or another process is training in it
     */
    public static RunFolder open(Path path, ProcessGroup group) throws IOException {
        if (group.isFirst()) {
            RunFolder opened = RunFolder.open(path);
            group.gather("");
            return opened;
        }
        group.gather("");
        return RunFolder.existing(path);
    }
}
