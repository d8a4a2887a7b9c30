package dev.pixio.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;

/** Output that native code writes to the standard output of the process. */
public final class NativeOutput {

    private static final int STDOUT = 1;
    private static final int WRITE_ONLY = 1;

    /** The variable with the least severity of the messages that libtorch prints. */
    private static final String LOG_LEVEL = "TORCH_CPP_LOG_LEVEL";

    private static final int NOTHING = -1;

    /** The number of calls of {@link #dropped} that run now, in all threads. */
    private static int running;

    /** The standard output meanwhile. */
    private static int saved = NOTHING;

    private NativeOutput() {}

    /**
     * Lets libtorch print errors only, and no warnings, of which each comes with a stack of C++ frames. A level in the environment
     * stays.
     */
    public static void withoutWarnings() {
        NativeEnvironment.setUnlessGiven(LOG_LEVEL, "ERROR");
        torch.initLogging();
    }

    /** The same for errors: for code that reports each by itself. */
    public static void withoutErrors() {
        NativeEnvironment.setUnlessGiven(LOG_LEVEL, "FATAL");
        torch.initLogging();
    }

    /**
     * Runs native code whose output on the standard output is dropped, because only Java's is to appear there. What other threads
     * write meanwhile is dropped, too. On systems without a POSIX C library the output stays.
     */
    public static <T> T dropped(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    private static synchronized void begin() {
        if (running++ > 0) {
            return; // the standard output is dropped already
        }
        try {
            NativeLibrary library = NativeLibrary.getProcess();
            Function duplicate = library.getFunction("dup2");
            saved = library.getFunction("dup").invokeInt(new Object[] {STDOUT});
            int nothing = library.getFunction("open").invokeInt(new Object[] {"/dev/null", WRITE_ONLY});
            duplicate.invokeInt(new Object[] {nothing, STDOUT});
            library.getFunction("close").invokeInt(new Object[] {nothing});
        } catch (UnsatisfiedLinkError e) {
            saved = NOTHING;
        }
    }

    private static synchronized void end() {
        if (--running > 0 || saved == NOTHING) {
            return;
        }
        NativeLibrary library = NativeLibrary.getProcess();
        library.getFunction("fflush").invokeInt(new Object[] {Pointer.NULL});
        library.getFunction("dup2").invokeInt(new Object[] {saved, STDOUT});
        library.getFunction("close").invokeInt(new Object[] {saved});
    }
}
