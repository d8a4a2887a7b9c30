package dev.pixio.model.pass;

import dev.pixio.model.Pixio;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The parameters of a model in groups, in the order in which a backward pass completes their gradients: the blocks of the decoder
 * from the last to the first, the rest of the decoder, the blocks of the encoder from the last to the first, and the rest.
 * All models of a configuration have the same groups.
 */
public final class ParameterGroups {

    private final int decoderBlocks;
    private final int encoderBlocks;
    private final List<List<Tensor>> groups;

    private ParameterGroups(int decoderBlocks, int encoderBlocks, List<List<Tensor>> groups) {
        this.decoderBlocks = decoderBlocks;
        this.encoderBlocks = encoderBlocks;
        this.groups = groups;
    }

    /** The groups of a model; the tensors are its parameters. */
    public static ParameterGroups of(Pixio model) {
        int decoder = model.decoder().blocks().size();
        int encoder = model.encoder().blocks().size();
        List<String> prefixes = Stream.of(
                        blocks("decoder", decoder), Stream.of("decoder."), blocks("encoder", encoder), Stream.of(""))
                .flatMap(some -> some)
                .toList();
        Map<String, Tensor> left = new LinkedHashMap<>(Tensors.parameters(model));
        List<List<Tensor>> groups = new ArrayList<>();
        for (String prefix : prefixes) {
            List<String> names = left.keySet().stream()
                    .filter(name -> name.startsWith(prefix))
                    .toList();
            groups.add(names.stream().map(left::remove).toList());
        }
        return new ParameterGroups(decoder, encoder, List.copyOf(groups));
    }

    /** The number of groups of a model. */
    public static int count(Pixio model) {
        return model.decoder().blocks().size() + model.encoder().blocks().size() + 2;
    }

    private static Stream<String> blocks(String stack, int count) {
        return IntStream.range(0, count).mapToObj(i -> stack + ".blocks." + (count - 1 - i) + ".");
    }

    /** The parameters of each group; a group may be empty. */
    public List<List<Tensor>> groups() {
        return groups;
    }

    /** The group of a block of the decoder. */
    int decoderBlock(int block) {
        return decoderBlocks - 1 - block;
    }

    /** The group of the decoder's parameters outside of its blocks. */
    int restOfDecoder() {
        return decoderBlocks;
    }

    /** The group of a block of the encoder. */
    int encoderBlock(int block) {
        return decoderBlocks + encoderBlocks - block;
    }

    /** The last group: the encoder's parameters outside of its blocks. */
    int rest() {
        return decoderBlocks + encoderBlocks + 1;
    }
}
