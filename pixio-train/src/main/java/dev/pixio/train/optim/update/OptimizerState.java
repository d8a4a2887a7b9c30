package dev.pixio.train.optim.update;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.ProcessGroup;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The moments of an optimizer as named tensors, to be saved and loaded by process 0.
 *
 * @param slots by the names of the parameters
 * @param group all processes
 * @param shards among which the moments are divided
 */
public record OptimizerState(Map<String, OptimizerSlot> slots, ProcessGroup group, ProcessGroup shards) {

    /** The tensors of all processes in process 0, in others those that are here. */
    public Map<String, Tensor> gather() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        slots.forEach((name, slot) -> {
            if (slot.moments().isPresent()) {
                slot.moments().get().byName().forEach((end, tensor) -> {
                    shards.broadcast(tensor, slot.owner());
                    state.put(name + end, tensor);
                });
            } else {
                receive(name, slot, state);
            }
        });
        return state;
    }

    private void receive(String name, OptimizerSlot slot, Map<String, Tensor> state) {
        OptimizerSlot.Moments.zeros(slot.parameter()).byName().forEach((end, tensor) -> {
            shards.broadcast(tensor, slot.owner());
            if (shards.isFirst()) {
                state.put(name + end, tensor);
            } else {
                tensor.close();
            }
        });
    }

    /**
     * Copies tensors of process 0 into the moments.
     *
     * @throws IllegalArgumentException if a tensor is missing or its shape differs; nothing has changed then
     */
    public void load(Map<String, Tensor> saved) {
        if (group.isFirst()) {
            slots.forEach((name, slot) -> requireFitting(saved, name, slot.parameter()));
        }
        slots.forEach((name, slot) -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                OptimizerSlot.Moments moments =
                        slot.moments().orElseGet(() -> OptimizerSlot.Moments.zeros(slot.parameter()));
                moments.byName().forEach((end, tensor) -> {
                    if (group.isFirst()) {
                        tensor.copy_(saved.get(name + end));
                    }
                    group.broadcast(tensor, 0);
                });
            }
        });
    }

    private static void requireFitting(Map<String, Tensor> saved, String parameter, Tensor values) {
        for (String end : List.of(".exp_avg", ".exp_avg_sq", ".step")) {
            String name = parameter + end;
            long[] shape = end.equals(".step") ? new long[0] : Tensors.shape(values);
            Tensor value = saved.get(name);
            if (value == null || !Arrays.equals(Tensors.shape(value), shape)) {
                throw new IllegalArgumentException("the optimizer's " + name
                        + (value == null
                                ? " is missing"
                                : " has the shape " + Tensors.describe(value) + ", the model requires "
                                        + Arrays.toString(shape)));
            }
        }
    }
}
