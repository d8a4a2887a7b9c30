package dev.pixio.weights.torchfile;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.Dtype;
import dev.pixio.weights.tensor.SavedDtype;
import dev.pixio.weights.tensor.WeightsException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Writes the pickle, protocol 2, of an ordered dict of tensors, each of which has its own storage. */
final class StateDictPickle {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private StateDictPickle() {}

    static byte[] of(Map<String, Tensor> tensors, SavedDtype dtype) throws WeightsException {
        StateDictPickle pickle = new StateDictPickle();
        pickle.ops(0x80, 2); // PROTO 2
        pickle.emptyOrderedDict();
        pickle.op('(');
        int index = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            pickle.text(entry.getKey());
            pickle.tensor(entry.getValue(), dtype, index++);
        }
        pickle.op('u'); // SETITEMS
        pickle.op('.'); // STOP
        return pickle.out.toByteArray();
    }

    private void tensor(Tensor tensor, SavedDtype dtype, int index) throws WeightsException {
        global("torch._utils", "_rebuild_tensor_v2");
        op('(');
        op('(');
        text("storage");
        global("torch", storage(Dtype.of(dtype.of(tensor.scalar_type()))));
        text(Integer.toString(index));
        text("cpu");
        number(tensor.numel());
        op('t'); // TUPLE
        op('Q'); // BINPERSID
        number(0); // storage offset
        long[] shape = Tensors.shape(tensor);
        numbers(shape);
        numbers(strides(shape));
        op(0x89); // NEWFALSE: requires_grad
        emptyOrderedDict(); // hooks
        op('t');
        op('R'); // REDUCE
    }

    private static String storage(Dtype dtype) throws WeightsException {
        if (dtype.storage().isEmpty()) {
            throw new WeightsException("torch.save cannot store " + dtype + " in a state dict; convert with --dtype");
        }
        return dtype.storage();
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, shape[i]);
        }
        return strides;
    }

    private void emptyOrderedDict() {
        global("collections", "OrderedDict");
        op(')'); // EMPTY_TUPLE
        op('R');
    }

    private void numbers(long[] values) {
        op('(');
        for (long value : values) {
            number(value);
        }
        op('t');
    }

    private void number(long value) {
        if (value >= 0 && value <= Integer.MAX_VALUE) {
            op('J'); // BININT
            little(value, 4);
        } else {
            ops(0x8a, 8); // LONG1
            little(value, 8);
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X'); // BINUNICODE
        little(bytes.length, 4);
        out.writeBytes(bytes);
    }

    private void global(String module, String name) {
        op('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void little(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }

    private void ops(int... codes) {
        for (int code : codes) {
            op(code);
        }
    }

    private void op(int code) {
        out.write(code);
    }
}
