package dev.pixio.torch.attention;

import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Functions in TorchScript from tensors to a list of tensors, which call operators that the bindings do not map. The compiler
 * checks the arguments against the operators, on any machine.
 */
final class TensorScript {

    private final CompilationUnit unit;

    /** @param source functions that take tensors and return a list of tensors */
    TensorScript(String source) {
        // This may be made inside a pointer scope, which must not free the unit when it closes.
        this.unit = torch.compile(source).retainReference();
    }

    /**
     * Runs a function.
     *
     * @param arguments all of them; {@code new Tensor()} is an undefined one
     * @return its results, in the caller's scope
     */
    List<Tensor> run(String function, Tensor... arguments) {
        List<Tensor> kept = new ArrayList<>();
        try (PointerScope scope = new PointerScope()) {
            IValueVector values =
                    new IValueVector(Arrays.stream(arguments).map(IValue::new).toArray(IValue[]::new));
            TensorVector results = unit.find_function(new QualifiedName(function))
                    .apply(values)
                    .toTensorVector();
            for (long i = 0; i < results.size(); i++) {
                kept.add(Tensors.keep(results.get(i)));
            }
        }
        return kept.stream().map(Tensors::inScope).toList();
    }
}
