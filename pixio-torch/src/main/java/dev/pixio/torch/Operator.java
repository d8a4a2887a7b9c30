package dev.pixio.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;

/**
 * An operator of libtorch that the bindings do not map, called through its dispatcher. Arguments are as many as the
 * schema has, defaults included, and of the schema's own types: a list of another element type aborts the JVM.
 */
final class Operator {

    private final OperatorHandle handle;

    private Operator(OperatorHandle handle) {
        this.handle = handle;
    }

    /** The operator of the given full name, such as {@code mkldnn::_linear_pointwise}, and no overload name. */
    static Operator named(String name) {
        // The caller's pointer scope must not free the handle when it closes.
        return new Operator(Dispatcher.singleton().findSchemaOrThrow(name, "").retainReference());
    }

    /** The operator's only result, in the caller's scope. */
    Tensor one(IValue... arguments) {
        return all(arguments).get(0);
    }

    /** The operator's results, tensors, in the caller's scope. */
    List<Tensor> all(IValue... arguments) {
        try (IValueVector stack = new IValueVector(arguments)) {
            handle.callBoxed(stack); // takes the arguments away and puts the results in their place
            List<Tensor> results = new ArrayList<>();
            for (long i = 0; i < stack.size(); i++) {
                // A vector hands out references into itself; the copy keeps the tensor when it goes.
                results.add(new Tensor(stack.get(i).toTensor()));
            }
            return results;
        }
    }
}
