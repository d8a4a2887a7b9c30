package dev.pixio.model.pass;

import dev.pixio.model.Pixio;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A model with the weights of another one, in the same memory, and with gradients of its own, so that a second thread can
 * compute gradients at the same time.
 *
 * <p>Make it outside of any pointer scope that closes before it, and close it.
 */
public final class Replica implements AutoCloseable {

    /** A parameter of the original and of the replica. */
    private static final class Pair {

        private final Tensor original;
        private final Tensor shared;
        private long version;

        Pair(Tensor original, Tensor shared) {
            this.original = original;
            this.shared = shared;
            this.version = original._version();
        }

        void refresh() {
            long now = original._version();
            if (now != version) {
                version = now;
                Tensors.changed(shared);
            }
            shared.requires_grad_(original.requires_grad());
        }

        void moveGradient() {
            Tensor own = shared.mutable_grad();
            if (!own.defined()) {
                return;
            }
            Tensor sum = original.mutable_grad();
            if (sum.defined()) {
                sum.add_(own);
            } else {
                sum.put(own);
            }
            own.reset();
        }
    }

    private final Pixio model;
    private final List<List<Pair>> groups = new ArrayList<>();

    /** @param original stays on its device while this is open */
    public Replica(Pixio original) {
        this.model = new Pixio(original.config(), Initialization.NONE);
        Map<String, Tensor> own = Tensors.state(model);
        try (PointerScope scope = new PointerScope()) {
            Tensors.state(original).forEach((name, tensor) -> of(own, name).set_data(tensor.detach()));
        }
        List<List<Tensor>> originals = ParameterGroups.of(original).groups();
        List<List<Tensor>> shared = ParameterGroups.of(model).groups();
        for (int group = 0; group < originals.size(); group++) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < originals.get(group).size(); i++) {
                pairs.add(
                        new Pair(originals.get(group).get(i), shared.get(group).get(i)));
            }
            groups.add(pairs);
        }
        refresh();
    }

    private static Tensor of(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /** The replica. */
    public Pixio model() {
        return model;
    }

    /** Takes note of weights of the original that have changed, and of which of them are trained. Call it before each pass. */
    public void refresh() {
        groups.forEach(group -> group.forEach(Pair::refresh));
    }

    /**
     * Adds the gradients of a group of parameters to those of the original and discards them here. Several threads may each move
     * another group.
     *
     * @param group its index in {@link ParameterGroups}
     */
    public void moveGradients(int group) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            groups.get(group).forEach(Pair::moveGradient);
        }
    }

    /** Discards all gradients. */
    public void clearGradients() {
        groups.forEach(group ->
                Tensors.clearGradients(group.stream().map(pair -> pair.shared).toList()));
    }

    @Override
    public void close() {
        model.close();
    }
}
