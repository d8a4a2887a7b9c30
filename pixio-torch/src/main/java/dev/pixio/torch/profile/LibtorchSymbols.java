package dev.pixio.torch.profile;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * Functions of libtorch that its Java bindings leave out, by their C++ names. Only on Linux on x86_64: names and layouts are
 * those of GCC, and the address for a large result is the first argument, which it is not on other processors.
 */
final class LibtorchSymbols {

    private static final String PLATFORM = "linux-x86_64";

    private LibtorchSymbols() {}

    /**
     * The function of a mangled name.
     *
     * @throws UnsatisfiedLinkError if this libtorch has none, or this is not Linux on x86_64
     */
    static Function function(String mangled) {
        if (!Loader.getPlatform().startsWith(PLATFORM)) {
            throw new UnsatisfiedLinkError(mangled + " is called on " + PLATFORM + " only");
        }
        return Loaded.LIBRARY.getFunction(mangled);
    }

    private static final class Loaded {

        static final NativeLibrary LIBRARY = load();

        /** The library beside that of the bindings, which is loaded already. */
        private static NativeLibrary load() {
            String bindings = Objects.requireNonNull(Loader.load(torch.class), "libtorch");
            return NativeLibrary.getInstance(
                    Path.of(bindings).resolveSibling("libtorch_cpu.so").toString());
        }
    }
}
