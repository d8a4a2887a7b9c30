package dev.pixio.cli;

import dev.pixio.data.OpenCvSetup;
import dev.pixio.torch.Natives;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Loads the native libraries while the command line is still being read: both take some tenths of a second, and a start has
 * two cores. Who uses libtorch waits for it first, because classes of its binding that two threads initialise at once can
 * wait for each other for ever.
 */
final class NativeLibraryLoader {

    /** The commands that cannot do without. */
    private static final Set<String> COMMANDS =
            Set.of("pretrain", "reconstruct", "convert", "export", "info", "data", "embed", "evaluate");

    private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

    private final CompletableFuture<Void> torch;

    private NativeLibraryLoader(CompletableFuture<Void> torch) {
        this.torch = torch;
    }

    /** Where nothing is loaded ahead. */
    static NativeLibraryLoader whenNeeded() {
        return new NativeLibraryLoader(CompletableFuture.completedFuture(null));
    }

    /**
     * Begins to load what the command that was typed needs.
     *
     * @param err is told of a long wait
     */
    static NativeLibraryLoader ahead(String[] arguments, PrintStream err) {
        if (!needsEngine(arguments)) {
            return whenNeeded();
        }
        CompletableFuture<Void> torch = new CompletableFuture<>();
        Thread thread = new Thread(() -> load(torch, err), "pixio-natives");
        thread.setDaemon(true);
        thread.start();
        return new NativeLibraryLoader(torch);
    }

    static boolean needsEngine(String[] arguments) {
        return Arrays.stream(arguments).noneMatch(HELP::contains)
                && Arrays.stream(arguments)
                        .filter(argument -> !argument.startsWith("-"))
                        .findFirst()
                        .filter(COMMANDS::contains)
                        .isPresent();
    }

    private static void load(CompletableFuture<Void> torch, PrintStream err) {
        try {
            announceUnpacking(err);
            Natives.load();
            torch.complete(null);
            OpenCvSetup.start(); // goes on beside the making of the model; who needs it waits for this class
        } catch (RuntimeException | Error e) {
            torch.completeExceptionally(e); // after torch is there this says nothing; who needs OpenCV will
        }
    }

    private static void announceUnpacking(PrintStream err) {
        try {
            Natives.unpacking()
                    .ifPresent(wait -> err.printf(
                            "pixio: unpacking libtorch to %s, once, about %d MB%n",
                            wait.cache(), Math.round(wait.bytes() / 1e6)));
        } catch (IOException e) {
            // It was a line of courtesy; loading will say what is wrong.
        }
    }

    /** Waits until libtorch is there, or is known not to load: then the command that needs it says so. */
    void await() {
        torch.handle((loaded, failure) -> null).join();
    }
}
