package dev.pixio.train.optim.update;

import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Parameters, their gradients and moments in a few large tensors, so that one operation updates all of them, and one computes the norm of
 * all gradients. The parameters of a model become views of one tensor, and backward passes add to views of another. Parameters of the
 * same {@link UpdateRule} are adjacent.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it. The parameters stay valid afterwards.
 */
public final class FlatParameters implements AutoCloseable {

    /** Values from one parameter to the next are a multiple of this: kernels for products want addresses of 16 bytes and more. */
    private static final long ALIGNMENT = 64;

    /**
     * A parameter in its place.
     *
     * @param name of the parameter
     * @param parameter a view of the values
     * @param rule how it is updated
     * @param offset of its first value
     * @param end of its values, with padding
     * @param momentOffset of its first moments; empty if another process has them
     * @param number of its step count
     */
    private record Place(
            String name,
            Tensor parameter,
            UpdateRule rule,
            long offset,
            long end,
            Optional<Long> momentOffset,
            int number) {}

    /**
     * Adjacent parameters that are updated as one: trained, of the same rule and the same number of steps so far, with moments here.
     *
     * @param steps of its first parameter, a scalar
     * @param counts the steps of all its parameters
     */
    record Segment(
            Tensor values,
            Tensor gradients,
            Tensor average,
            Tensor square,
            Tensor steps,
            Tensor counts,
            UpdateRule rule) {}

    private final List<Place> places = new ArrayList<>();
    private final Tensor values;
    private final Tensor gradients;
    private final Tensor average;
    private final Tensor square;
    private final Tensor steps; // float [parameters]
    private final List<Tensor> kept = new ArrayList<>(); // views, to be closed
    private List<Boolean> trained = List.of(); // of each place, when the segments were made
    private List<Segment> segments = List.of();

    /**
     * A parameter to be moved.
     *
     * @param rule how it is updated
     * @param own whether its moments are in this process
     */
    public record Member(String name, Tensor parameter, UpdateRule rule, boolean own) {}

    /** Moves parameters into one tensor. */
    public FlatParameters(List<Member> members) {
        long offset = 0;
        long moments = 0;
        for (UpdateRule rule :
                UpdateRule.distinct(members.stream().map(Member::rule).toList())) {
            for (Member member : members) {
                if (!member.rule.equals(rule)) {
                    continue;
                }
                long length = (member.parameter.numel() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
                places.add(new Place(
                        member.name,
                        member.parameter,
                        rule,
                        offset,
                        offset + length,
                        member.own ? Optional.of(moments) : Optional.empty(),
                        places.size()));
                offset += length;
                moments += member.own ? length : 0;
            }
        }
        this.values = zeros(offset);
        this.gradients = zeros(offset);
        this.average = zeros(moments);
        this.square = zeros(moments);
        this.steps = zeros(places.size());
        places.forEach(this::move);
    }

    private Tensor zeros(long size) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(torch.zeros(
                    new long[] {size},
                    new TensorOptions()
                            .dtype(new ScalarTypeOptional(ScalarType.Float))
                            .device(new DeviceOptional(places.get(0).parameter.device()))));
        }
    }

    private void move(Place place) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor view = view(values, place.offset, place);
            view.copy_(place.parameter);
            place.parameter.set_data(view);
            Tensors.changed(place.parameter);
        }
    }

    private static Tensor view(Tensor whole, long offset, Place place) {
        return whole.narrow(0, offset, place.parameter.numel()).view(place.parameter.sizes());
    }

    /** The moments of a parameter by its name, views that the caller closes; they must be in this process. */
    public OptimizerSlot.Moments moments(String name) {
        Place place = places.stream()
                .filter(some -> some.name.equals(name))
                .findFirst()
                .orElseThrow();
        long offset = place.momentOffset.orElseThrow();
        try (PointerScope scope = new PointerScope()) {
            return new OptimizerSlot.Moments(
                    Tensors.keep(view(average, offset, place)),
                    Tensors.keep(view(square, offset, place)),
                    Tensors.keep(steps.select(0, place.number)));
        }
    }

    /**
     * Prepares gradients of zero for the parameters that are trained now, and removes those of the others. Cheap if nothing has changed,
     * and nobody has removed gradients.
     */
    void prepare() {
        List<Boolean> now =
                places.stream().map(place -> place.parameter.requires_grad()).toList();
        if (now.equals(trained) && haveGradients()) {
            return;
        }
        trained = now;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            gradients.zero_();
            for (Place place : places) {
                if (place.parameter.requires_grad()) {
                    place.parameter.mutable_grad().put(view(gradients, place.offset, place));
                } else {
                    place.parameter.mutable_grad().reset();
                }
            }
        }
        regroup();
    }

    private boolean haveGradients() {
        return places.stream()
                .filter(place -> trained.get(place.number))
                .findFirst()
                .map(place -> place.parameter.mutable_grad().defined())
                .orElse(true);
    }

    /** Finds the parameters that are updated as one. Waits for the device. */
    void regroup() {
        closeViews();
        float[] counts = Tensors.toFloats(steps);
        List<Segment> found = new ArrayList<>();
        for (int first = 0; first < places.size(); ) {
            int end = first + 1;
            if (isUpdated(first)) {
                while (end < places.size() && isUpdated(end) && continues(end, counts)) {
                    end++;
                }
                found.add(segment(first, end));
            }
            first = end;
        }
        segments = List.copyOf(found);
    }

    private boolean isUpdated(int number) {
        return number < trained.size()
                && trained.get(number)
                && places.get(number).momentOffset.isPresent();
    }

    /** Whether a place follows the one before it in every tensor, and is updated in the same way. */
    private boolean continues(int number, float[] counts) {
        Place before = places.get(number - 1);
        Place place = places.get(number);
        return before.rule.equals(place.rule) && counts[number - 1] == counts[number];
    }

    private Segment segment(int first, int end) {
        Place from = places.get(first);
        long length = places.get(end - 1).end - from.offset;
        long moment = from.momentOffset.orElseThrow();
        return new Segment(
                keep(values.narrow(0, from.offset, length)),
                keep(gradients.narrow(0, from.offset, length)),
                keep(average.narrow(0, moment, length)),
                keep(square.narrow(0, moment, length)),
                keep(steps.select(0, first)),
                keep(steps.narrow(0, first, (long) end - first)),
                from.rule);
    }

    private Tensor keep(Tensor view) {
        try (view) {
            Tensor own = Tensors.keep(view);
            kept.add(own);
            return own;
        }
    }

    /** What is updated. */
    List<Segment> segments() {
        return segments;
    }

    /** Marks the trained parameters as changed, of which other processes may have updated some. */
    void changed() {
        for (Place place : places) {
            if (place.number < trained.size() && trained.get(place.number)) {
                Tensors.changed(place.parameter);
            }
        }
    }

    /** All gradients and zeros, float {@code [n]}; those of parameters that are not trained are zeros. */
    Tensor gradients() {
        return gradients;
    }

    /** Sets all gradients to zero, where they are. */
    void clear() {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            gradients.zero_();
        }
    }

    private void closeViews() {
        kept.forEach(Tensor::close);
        kept.clear();
        segments = List.of();
    }

    /** Removes the gradients, and frees all but the parameters. */
    @Override
    public void close() {
        closeViews();
        Tensors.clearGradients(places.stream().map(Place::parameter).toList());
        List.of(values, gradients, average, square, steps).forEach(Tensor::close);
    }
}
