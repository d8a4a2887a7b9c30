package dev.pixio.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;

/**
 * An operator of libtorch that the bindings do not map, called through its dispatcher. All arguments of the schema must be
 * given, including those with defaults, and must have the schema's types: a list of another element type aborts the JVM.
 */
public final class Operator {

    private final OperatorHandle handle;

    private Operator(OperatorHandle handle) {
        this.handle = handle;
    }

    /** The operator with the given full name, such as {@code mkldnn::_linear_pointwise}, without an overload name. */
    public static Operator named(String name) {
        // A pointer scope around the call must not free the handle when it closes.
        return new Operator(Dispatcher.singleton().findSchemaOrThrow(name, "").retainReference());
    }

    /** The operator's only result, in the caller's scope. */
    public Tensor one(IValue... arguments) {
        return all(arguments).get(0);
    }

    /** The operator's results, tensors, in the caller's scope. */
    public List<Tensor> all(IValue... arguments) {
        try (IValueVector stack = new IValueVector(arguments)) {
            handle.callBoxed(stack); // replaces the arguments by the results
            List<Tensor> results = new ArrayList<>();
            for (long i = 0; i < stack.size(); i++) {
                // A vector returns references into itself; the copy stays valid when the vector is closed.
                results.add(new Tensor(stack.get(i).toTensor()));
            }
            return results;
        }
    }
}
