package dev.pixio.torch.profile;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.pixio.torch.Libtorch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ActivityTypeSet;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.ProfilerConfig;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ActivityType;
import org.bytedeco.pytorch.global.torch.ProfilerState;

/**
 * libtorch's profiler (Kineto): the times of operators of all threads and, on a GPU with NVIDIA's CUPTI, of kernels and copies. The
 * bindings have its settings, but neither its start nor its end. One may record at a time.
 */
public final class Profiler {

    private static final String ENABLE =
            "_ZN5torch8autograd8profiler14enableProfilerERKNS_8profiler4impl14ProfilerConfigERKSt3setINS3_12ActivityTypeE"
                    + "St4lessIS8_ESaIS8_EERKSt13unordered_setIN2at11RecordScopeESt4hashISH_ESt8equal_toISH_ESaISH_EE";
    private static final String DISABLE = "_ZN5torch8autograd8profiler15disableProfilerEv";
    private static final String SAVE =
            "_ZN5torch8autograd8profiler14ProfilerResult4saveERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE";
    private static final String DESTROY = "_ZN5torch8autograd8profiler14ProfilerResultD1Ev";

    /** {@code sizeof(std::unordered_set)}, and the offsets of its members. */
    private static final int SET = 56;

    private static final int BUCKET_COUNT = 8;
    private static final int MAX_LOAD_FACTOR = 32;
    private static final int SINGLE_BUCKET = 48;

    /** {@code sizeof(std::string)}; its members are a pointer, a length and a capacity. */
    private static final int STRING = 32;

    // The class may be loaded inside a pointer scope, which must not free the handles when it closes.
    private static final OperatorHandle BEGIN_STAGE = operator("profiler::_record_function_enter");
    private static final OperatorHandle END_STAGE = operator("profiler::_record_function_exit");

    private Profiler() {}

    private static OperatorHandle operator(String name) {
        return Dispatcher.singleton().findSchemaOrThrow(name, "").retainReference();
    }

    /**
     * Runs the work and writes the trace of it, in Chrome's format. The trace has a fixed overhead per operator, about a microsecond.
     *
     * @param device whose work is recorded; operators on the CPU always are
     * @param trace a file that is replaced
     * @throws UnsupportedOperationException if this libtorch cannot record: it does on Linux on x86_64
     */
    public static void record(Device device, Path trace, Runnable work) {
        Function enable = enable();
        try (ProfilerConfig config = new ProfilerConfig(ProfilerState.KINETO);
                ActivityTypeSet activities = new ActivityTypeSet()) {
            config.experimental_config().profile_all_threads(true);
            activities.insert(ActivityType.CPU);
            if (Libtorch.isGpu(device)) {
                activities.insert(ActivityType.CUDA);
            }
            torch.prepareProfiler(config, activities);
            enable.invokeVoid(new Object[] {pointer(config), pointer(activities), emptySet()});
            try {
                work.run();
            } finally {
                save(trace);
            }
        }
    }

    private static Function enable() {
        try {
            return LibtorchSymbols.function(ENABLE);
        } catch (UnsatisfiedLinkError e) {
            throw new UnsupportedOperationException("libtorch's profiler can be used on Linux on x86_64 only", e);
        }
    }

    /** Runs work that appears in the trace under this name, as an event of the category {@code user_annotation}. */
    public static void stage(String name, Runnable work) {
        try (PointerScope scope = new PointerScope()) {
            IValueVector stack = new IValueVector(new IValue[] {new IValue(name), new IValue()});
            BEGIN_STAGE.callBoxed(stack); // replaces the arguments by a handle
            try {
                work.run();
            } finally {
                END_STAGE.callBoxed(stack);
            }
        }
    }

    private static void save(Path trace) {
        byte[] path = trace.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        // Closed after the calls: the collector does not see that the string refers to its characters.
        try (Memory result = new Memory(Long.BYTES); // a unique_ptr
                Memory characters = new Memory(path.length + 1L);
                Memory string = new Memory(STRING)) {
            LibtorchSymbols.function(DISABLE).invokePointer(new Object[] {result});
            Pointer recorded = result.getPointer(0);
            characters.clear();
            characters.write(0, path, 0, path.length);
            string.clear();
            string.setPointer(0, characters);
            string.setLong(Long.BYTES, path.length);
            string.setLong(2L * Long.BYTES, path.length);
            LibtorchSymbols.function(SAVE).invokeVoid(new Object[] {recorded, string});
            // Its parts are freed; the object itself, some words, is not: it has no function for that.
            LibtorchSymbols.function(DESTROY).invokeVoid(new Object[] {recorded});
        }
    }

    /** An empty {@code std::unordered_set}: all scopes are recorded. */
    private static Memory emptySet() {
        Memory set = new Memory(SET);
        set.clear();
        set.setPointer(0, set.share(SINGLE_BUCKET)); // its buckets
        set.setLong(BUCKET_COUNT, 1);
        set.setFloat(MAX_LOAD_FACTOR, 1);
        return set;
    }

    private static Pointer pointer(org.bytedeco.javacpp.Pointer object) {
        return new Pointer(object.address());
    }
}
