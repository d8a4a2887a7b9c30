package dev.pixio.bench.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A training whose disk is full from time to time: its process may end with an error then, and must resume later. */
final class FullDiskScenario implements KillScenario {

    /** Space for a run with its checkpoints and reconstructions. */
    private static final int MEGABYTES = 64;

    /** A checkpoint needs more. */
    private static final int MOST_REMAINING = 1 << 20;

    @Override
    public String name() {
        return "full-disk";
    }

    @Override
    public String obstacle() {
        try {
            SmallDisk disk = new SmallDisk(Files.createTempDirectory("pixio-disk-"));
            try {
                return disk.mount(MEGABYTES) ? "" : "mounting a small file system needs root";
            } finally {
                disk.unmount();
                Files.delete(disk.path());
            }
        } catch (IOException e) {
            return "no temporary folder: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static List<String> arguments(Path run, String onWriteError) {
        return TinyTraining.arguments(
                run, "--checkpoint-every", "2steps", "--keep-last", "2", "--on-write-error", onWriteError);
    }

    @Override
    public long prepare(Path folder) throws IOException, InterruptedException {
        ChildProcess child = ChildProcess.pixio(folder.resolve("log"), arguments(folder.resolve("run"), "stop"));
        if (child.await() != 0) {
            throw new IOException("the undisturbed run failed: " + child.lastLine());
        }
        return System.nanoTime() - child.started();
    }

    @Override
    public KilledCommand begin(Path folder, Path reference) throws IOException, InterruptedException {
        SmallDisk disk = new SmallDisk(Files.createDirectory(folder.resolve("disk")));
        if (!disk.mount(MEGABYTES)) {
            throw new IOException("cannot mount a file system on " + disk.path());
        }
        return new Work(
                disk, folder.resolve("log"), new RunComparison(disk.path().resolve("run"), reference.resolve("run")));
    }

    @Override
    public void end(Path folder) throws InterruptedException {
        new SmallDisk(folder.resolve("disk")).unmount();
    }

    private static final class Work extends KilledTraining {
        private final SmallDisk disk;
        private final Path log;
        private boolean full;

        Work(SmallDisk disk, Path log, RunComparison comparison) {
            super(comparison);
            this.disk = disk;
            this.log = log;
        }

        @Override
        public ChildProcess start(SplittableRandom random) throws IOException {
            disk.free();
            full = random.nextBoolean();
            if (full) {
                disk.fill(random.nextInt(MOST_REMAINING));
            }
            return ChildProcess.pixio(
                    log, arguments(comparison().killed(), random.nextBoolean() ? "stop" : "continue"));
        }

        @Override
        public boolean mayFail(ChildProcess ended) throws IOException {
            return full && ended.lastLine().startsWith("pixio: ");
        }
    }
}
