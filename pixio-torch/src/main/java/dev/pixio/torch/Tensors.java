package dev.pixio.torch;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorImpl;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors from and to Java arrays, and their lifetime. Results belong to the caller, or to the pointer scope around the call. */
public final class Tensors {

    private Tensors() {}

    /** A float tensor on the CPU with a copy of the values. */
    public static Tensor of(float[] values, long... shape) {
        requireSize(values.length, shape);
        Tensor tensor = torch.empty(shape, options(ScalarType.Float), null);
        try (PointerScope scope = new PointerScope()) {
            if (values.length > 0) { // an empty tensor has no memory
                new FloatPointer(tensor.data_ptr()).put(values);
            }
        }
        return tensor;
    }

    /** An int64 tensor on the CPU with a copy of the values. */
    public static Tensor of(long[] values, long... shape) {
        requireSize(values.length, shape);
        Tensor tensor = torch.empty(shape, options(ScalarType.Long), null);
        try (PointerScope scope = new PointerScope()) {
            if (values.length > 0) { // an empty tensor has no memory
                new LongPointer(tensor.data_ptr()).put(values);
            }
        }
        return tensor;
    }

    /** A double tensor on the CPU with a copy of the values. */
    public static Tensor of(double[] values, long... shape) {
        requireSize(values.length, shape);
        Tensor tensor = torch.empty(shape, options(ScalarType.Double), null);
        try (PointerScope scope = new PointerScope()) {
            if (values.length > 0) { // an empty tensor has no memory
                new DoublePointer(tensor.data_ptr()).put(values);
            }
        }
        return tensor;
    }

    /** A uint8 tensor on the CPU with a copy of the values. */
    public static Tensor of(byte[] values, long... shape) {
        requireSize(values.length, shape);
        Tensor tensor = torch.empty(shape, options(ScalarType.Byte), null);
        try (PointerScope scope = new PointerScope()) {
            if (values.length > 0) { // an empty tensor has no memory
                new BytePointer(tensor.data_ptr()).put(values);
            }
        }
        return tensor;
    }

    /** A tensor of zeros on the CPU. */
    public static Tensor zeros(ScalarType dtype, long... shape) {
        return torch.zeros(shape, options(dtype));
    }

    /** A scalar of zero, filled on the device. */
    public static Tensor zeros(ScalarType dtype, Device device) {
        return torch.zeros(
                new long[0],
                new TensorOptions().dtype(new ScalarTypeOptional(dtype)).device(new DeviceOptional(device)));
    }

    /** An uninitialised tensor on the CPU. */
    public static Tensor empty(ScalarType dtype, long... shape) {
        return torch.empty(shape, options(dtype), null);
    }

    /** The values in row-major order, whatever the tensor's dtype and device. */
    public static float[] toFloats(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor dense = dense(tensor, ScalarType.Float);
            float[] values = new float[Math.toIntExact(dense.numel())];
            if (values.length > 0) {
                new FloatPointer(dense.data_ptr()).get(values);
            }
            return values;
        }
    }

    /** The values in row-major order, whatever the tensor's dtype and device. */
    public static double[] toDoubles(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor dense = dense(tensor, ScalarType.Double);
            double[] values = new double[Math.toIntExact(dense.numel())];
            if (values.length > 0) {
                new DoublePointer(dense.data_ptr()).get(values);
            }
            return values;
        }
    }

    /** The values of an integer tensor in row-major order. */
    public static long[] toLongs(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor dense = dense(tensor, ScalarType.Long);
            long[] values = new long[Math.toIntExact(dense.numel())];
            if (values.length > 0) {
                new LongPointer(dense.data_ptr()).get(values);
            }
            return values;
        }
    }

    /** The values of a uint8 tensor in row-major order. */
    public static byte[] toBytes(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor dense = dense(tensor, ScalarType.Byte);
            byte[] values = new byte[Math.toIntExact(dense.numel())];
            if (values.length > 0) {
                new BytePointer(dense.data_ptr()).get(values);
            }
            return values;
        }
    }

    /** The lengths of the tensor's dimensions. */
    public static long[] shape(Tensor tensor) {
        long[] shape = new long[Math.toIntExact(tensor.dim())];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.size(i);
        }
        return shape;
    }

    /** The shape as text: {@code [2, 3, 64, 64]}. */
    public static String describe(Tensor tensor) {
        return Arrays.stream(shape(tensor)).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * A separate handle on a tensor, which outlives all pointer scopes; the caller closes it. ({@code retainReference} alone
     * has no effect on a reference into another object: a result in place, an element of a tuple, a gradient.)
     */
    public static Tensor keep(Tensor tensor) {
        return new Tensor(tensor).retainReference();
    }

    /** Hands a tensor that the caller owns over to the pointer scope around the call. */
    public static Tensor inScope(Tensor owned) {
        try (Tensor handle = owned) {
            return new Tensor(handle);
        }
    }

    /**
     * The result of work, in the caller's scope. What else the work makes is closed at its end; of that, autograd itself keeps what it
     * needs, and the rest is free.
     */
    public static Tensor resultOf(Supplier<Tensor> work) {
        Tensor result;
        try (PointerScope scope = new PointerScope()) {
            result = keep(work.get());
        }
        return inScope(result);
    }

    /** The tensor on the device; the tensor itself if it is on the device already. */
    public static Tensor to(Tensor tensor, Device device) {
        return tensor.device().equals(device) ? tensor : tensor.to(device, tensor.scalar_type());
    }

    /**
     * A batch on the device. It is copied to a GPU asynchronously through page-locked memory; the batch itself may be
     * overwritten at once.
     */
    public static Tensor upload(Tensor batch, Device device) {
        if (!Libtorch.isGpu(device) || batch.is_cuda()) {
            return to(batch, device);
        }
        return batch.pin_memory().to(device, batch.scalar_type(), true, false, new MemoryFormatOptional());
    }

    /** All trainable and fixed parameters of a module by their dotted names, in the order they were registered. */
    public static Map<String, Tensor> parameters(Module module) {
        return byName(module.named_parameters());
    }

    /** All buffers of a module by their dotted names. */
    public static Map<String, Tensor> buffers(Module module) {
        return byName(module.named_buffers());
    }

    /** The state of a module that is saved: its parameters, then its buffers. */
    public static Map<String, Tensor> state(Module module) {
        Map<String, Tensor> state = parameters(module);
        state.putAll(buffers(module));
        return state;
    }

    /**
     * Moves a module's parameters and buffers in place, so that references to them stay valid. ({@code Module.to} of the
     * bindings fails on modules with Java children.)
     */
    public static void move(Module module, Device device) {
        try (PointerScope scope = new PointerScope()) {
            state(module).values().forEach(tensor -> {
                if (!tensor.device().equals(device)) {
                    tensor.set_data(tensor.detach().to(device, tensor.scalar_type()));
                    changed(tensor);
                }
            });
        }
    }

    /** Clears gradients. ({@code Module.zero_grad} of the bindings fails on modules with Java children.) */
    public static void clearGradients(Collection<Tensor> parameters) {
        try (PointerScope scope = new PointerScope()) {
            parameters.forEach(parameter -> parameter.mutable_grad().reset());
        }
    }

    /**
     * Raises a tensor's version, as operators in place do, after an operator that does not: operators without a result, such
     * as the fused AdamW, change values without it, and cached copies would not be renewed.
     */
    public static void changed(Tensor tensor) {
        try (TensorImpl contents = tensor.unsafeGetTensorImpl()) {
            contents.bump_version();
        }
    }

    private static Map<String, Tensor> byName(StringTensorDict dict) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (StringVector names = dict.keys();
                TensorVector values = dict.values()) {
            for (long i = 0; i < names.size(); i++) {
                try (BytePointer name = names.get(i)) {
                    // A vector returns references into itself; the copy stays valid when the vector is closed.
                    tensors.put(name.getString(), new Tensor(values.get(i)));
                }
            }
        }
        return tensors;
    }

    private static Tensor dense(Tensor tensor, ScalarType dtype) {
        return tensor.detach().cpu().to(dtype).contiguous();
    }

    private static TensorOptions options(ScalarType dtype) {
        return new TensorOptions().dtype(new ScalarTypeOptional(dtype)).device(new DeviceOptional(new Device("cpu")));
    }

    private static void requireSize(int values, long... shape) {
        long wanted = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        if (wanted != values) {
            throw new IllegalArgumentException(
                    values + " values do not fill the shape " + Arrays.toString(shape) + ", which has " + wanted);
        }
    }
}
