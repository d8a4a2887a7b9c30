package dev.pixio.image.messages;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The stream {@code stderr} of glibc, a variable that programs may set. Java, the JVM's own messages and the file descriptor
 * are not affected.
 */
final class StandardError {

    private static final int UNBUFFERED = 2;
    private static final int FILE_DESCRIPTOR = 2;

    private static final NativeLibrary LIBRARY = NativeLibrary.getProcess();
    private static final Function WRITE = LIBRARY.getFunction("write");

    // Called by native code, and must not be collected.
    private static final StreamWrite COLLECT = StandardError::write;

    /** cookie_write_function_t: takes a text, returns the number of bytes that it took. */
    interface StreamWrite extends Callback {
        long invoke(Pointer cookie, Pointer text, long bytes);
    }

    /** cookie_io_functions_t. */
    @Structure.FieldOrder({"read", "write", "seek", "close"})
    public static final class StreamFunctions extends Structure implements Structure.ByValue {
        public Pointer read = Pointer.NULL;
        public StreamWrite write = COLLECT;
        public Pointer seek = Pointer.NULL;
        public Pointer close = Pointer.NULL;
    }

    private StandardError() {}

    /**
     * Replaces the stream until the JVM ends.
     *
     * @throws UnsatisfiedLinkError if the C library is not glibc
     */
    static void redirect() {
        LIBRARY.getFunction("gnu_get_libc_version");
        Pointer variable = LIBRARY.getGlobalVariableAddress("stderr");
        @Nullable
        Pointer stream = LIBRARY.getFunction("fopencookie")
                .invokePointer(new Object[] {Pointer.NULL, "w", new StreamFunctions()});
        if (stream == null) {
            throw new IllegalStateException("no stream can be opened");
        }
        // A message arrives whole, and on its own thread.
        LIBRARY.getFunction("setvbuf").invokeInt(new Object[] {stream, Pointer.NULL, UNBUFFERED, 0L});
        Pointer original = variable.getPointer(0);
        variable.setPointer(0, stream);
        // Native code may write after the end of the JVM.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> variable.setPointer(0, original), "pixio-stderr"));
    }

    private static long write(Pointer cookie, Pointer text, long bytes) {
        String message = new String(text.getByteArray(0, (int) bytes), StandardCharsets.ISO_8859_1);
        if (!DecoderMessages.collect(message)) {
            WRITE.invokeLong(new Object[] {FILE_DESCRIPTOR, text, bytes});
        }
        return bytes;
    }
}
