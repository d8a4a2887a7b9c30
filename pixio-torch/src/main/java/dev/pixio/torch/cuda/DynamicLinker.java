package dev.pixio.torch.cuda;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.util.Map;
import java.util.Optional;

/** Opens native libraries by the dynamic linker's own rules, as libtorch's dependencies are found, and says why one cannot be opened. */
final class DynamicLinker {

    /** RTLD_LAZY without RTLD_GLOBAL (dlfcn.h): what is only looked at needs no functions, and offers none to others. */
    private static final int FLAGS = 1;

    private static final Map<String, Object> OPTIONS = Map.of(Library.OPTION_OPEN_FLAGS, FLAGS);

    private DynamicLinker() {}

    /**
     * Why a library cannot be opened, as the linker says it: {@code libcudart.so.13: cannot open shared object file: ...}; empty if
     * it can. The name in front is that of the library which is missing, which may be one that this one needs.
     *
     * @param library a name, which is searched for, or a path
     */
    static Optional<String> failure(String library) {
        try (NativeLibrary opened = NativeLibrary.getInstance(library, OPTIONS)) {
            return Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            // JNA's own first line, and then the linker's message for each place where it looked.
            String message = String.valueOf(e.getMessage());
            return Optional.of(message.lines().skip(1).findFirst().orElse(message));
        }
    }
}
