package dev.pixio.cli;

import dev.pixio.data.OpenCvSetup;
import dev.pixio.image.LinkFailure;
import dev.pixio.torch.Natives;
import dev.pixio.torch.cuda.CudaSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Loads the native libraries on a separate thread while the command line is parsed; each takes some tenths of a second. Code
 * that uses libtorch must {@link #await} first: two threads that initialise classes of its bindings at once can deadlock.
 */
final class NativeLibraryLoader {

    /** The commands that use libtorch. */
    private static final Set<String> COMMANDS = Set.of(
            "pretrain",
            "finetune",
            "distill",
            "reconstruct",
            "show",
            "evaluate",
            "embed",
            "predict",
            "index",
            "search",
            "serve",
            "convert",
            "export",
            "info",
            "data");

    private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

    private final CompletableFuture<Void> torch;

    NativeLibraryLoader(CompletableFuture<Void> torch) {
        this.torch = torch;
    }

    /** Loads nothing ahead; libraries are loaded at first use. */
    static NativeLibraryLoader whenNeeded() {
        return new NativeLibraryLoader(CompletableFuture.completedFuture(null));
    }

    /**
     * Starts to load the libraries that a command needs.
     *
     * @param arguments of the command line
     * @param err receives a message if the libraries must be unpacked first, which takes a while
     */
    static NativeLibraryLoader ahead(String[] arguments, PrintStream err) {
        if (!needsLibtorch(arguments)) {
            return whenNeeded();
        }
        CompletableFuture<Void> torch = new CompletableFuture<>();
        Thread thread = new Thread(() -> load(torch, err), "pixio-natives");
        thread.setDaemon(true);
        thread.start();
        return new NativeLibraryLoader(torch);
    }

    static boolean needsLibtorch(String[] arguments) {
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
            Natives.load(() -> {
                torch.complete(null);
                OpenCvSetup.start(); // runs while the model is created; code that uses OpenCV waits for it
            });
        } catch (RuntimeException | Error e) {
            torch.completeExceptionally(e); // no effect after complete: code that uses OpenCV reports its failure
        }
    }

    private static void announceUnpacking(PrintStream err) {
        try {
            Natives.unpacking()
                    .ifPresent(wait -> err.printf(
                            Locale.ROOT,
                            "pixio: unpacking libtorch to %s, once, about %d MB%n",
                            wait.cache(),
                            Math.round(wait.bytes() / 1e6)));
        } catch (IOException e) {
            // The message is optional; loading fails with an error of its own.
        }
    }

    /**
     * Waits until libtorch is loaded.
     *
     * @throws IllegalStateException if it cannot be loaded; its message has the reason and the space that unpacking needs
     */
    void await() {
        Optional<Throwable> failure =
                torch.handle((loaded, e) -> Optional.<Throwable>ofNullable(e)).join();
        if (failure.isPresent()) {
            Optional<String> libraries = CudaSystem.ofThisMachine("").missingLibraries();
            if (libraries.isPresent()) {
                throw new IllegalStateException(
                        "libtorch cannot be loaded: this build is for CUDA, and its libraries are " + libraries.get()
                                + "; PIXIO_MAVEN_ARGS= ./pixio --version makes the build for CPUs",
                        failure.get());
            }
            String reason = LinkFailure.reason(failure.get()).replaceFirst("^[\\w.]+(Exception|Error): ", "");
            throw new IllegalStateException("libtorch cannot be loaded: " + reason + space(), failure.get());
        }
    }

    /** Whether the disk is full is not in the errors of loading. */
    private static String space() {
        try {
            Optional<Natives.Unpacking> missing = Natives.unpacking();
            if (missing.isEmpty()) {
                return "";
            }
            long free = Files.getFileStore(missing.get().cache()).getUsableSpace();
            return String.format(
                    Locale.ROOT,
                    "; unpacking it to %s takes %d MB, and %d MB are free (the property org.bytedeco.javacpp.cachedir"
                            + " names another folder)",
                    missing.get().cache(),
                    Math.round(missing.get().bytes() / 1e6),
                    Math.round(free / 1e6));
        } catch (IOException e) {
            return "";
        }
    }
}
