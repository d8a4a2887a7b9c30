package dev.pixio.torch.device;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** Functions of the CUDA runtime that the bindings of libtorch lack. Each fails with the runtime's name of the error. */
final class CudaRuntime {

    /** The version that libtorch has loaded. */
    private static final String LIBRARY = "libcudart.so.13";

    // driver_types.h
    private static final int STREAM_NON_BLOCKING = 1;
    private static final int CAPTURE_MODE_THREAD_LOCAL = 1;

    private final NativeLibrary library;

    private CudaRuntime(NativeLibrary library) {
        this.library = library;
    }

    /**
     * Finds the library.
     *
     * @throws IllegalStateException if it is absent or of another version
     */
    static CudaRuntime load() {
        try {
            return new CudaRuntime(NativeLibrary.getInstance(LIBRARY));
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException("CUDA graphs need " + LIBRARY + ", which is not found", e);
        }
    }

    /** A stream beside the default one; it is never destroyed, because libtorch keeps memory for it. */
    Pointer newStream() {
        PointerByReference stream = new PointerByReference();
        call("cudaStreamCreateWithFlags", stream, STREAM_NON_BLOCKING);
        return stream.getValue();
    }

    /** Other threads, such as those that prepare images, may allocate meanwhile. */
    void beginCapture(Pointer stream) {
        call("cudaStreamBeginCapture", stream, CAPTURE_MODE_THREAD_LOCAL);
    }

    /** The graph of what the stream was given since. */
    Pointer endCapture(Pointer stream) {
        PointerByReference graph = new PointerByReference();
        call("cudaStreamEndCapture", stream, graph);
        return graph.getValue();
    }

    /** A graph that can be launched. */
    Pointer instantiate(Pointer graph) {
        PointerByReference executable = new PointerByReference();
        call("cudaGraphInstantiate", executable, graph, 0L);
        return executable.getValue();
    }

    void launch(Pointer executable, Pointer stream) {
        call("cudaGraphLaunch", executable, stream);
    }

    void destroy(Pointer graph) {
        call("cudaGraphDestroy", graph);
    }

    void destroyExecutable(Pointer executable) {
        call("cudaGraphExecDestroy", executable);
    }

    private void call(String name, Object... arguments) {
        int error = function(name).invokeInt(arguments);
        if (error != 0) {
            function("cudaGetLastError")
                    .invokeInt(new Object[0]); // forgets it: libtorch asks for it after its next kernel
            throw new IllegalStateException(
                    name + ": " + function("cudaGetErrorName").invokeString(new Object[] {error}, false));
        }
    }

    private Function function(String name) {
        try {
            return library.getFunction(name);
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException(LIBRARY + " has no function " + name, e);
        }
    }
}
