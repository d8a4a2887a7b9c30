package dev.pixio.weights.layout;

import static dev.pixio.weights.layout.NameTable.rename;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.layout.NameTable.Rename;
import dev.pixio.weights.tensor.WeightsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A vision transformer of timm. Its {@code cls_token} is the first class token. Its registers are the others, as in lightly's Pixio,
 * unless branches are scaled, as in DINOv2 and DINOv3: then they are registers. Its table of positions may have no rows for tokens
 * before the patches ({@code no_embed_class}); rows of zeros are added for class tokens.
 */
public final class TimmLayout implements Layout {

    public static final TimmLayout ENCODER = new TimmLayout("");

    static final String CLASS_TOKENS = "encoder.class_tokens";
    static final String POSITIONS = "encoder.positions.table";
    private static final String REGISTERS = "encoder.registers";
    private static final String FIRST = "cls_token";
    private static final String OTHERS = "reg_token";
    private static final String TABLE = "pos_embed";

    private static final List<Rename> BLOCK = Stream.concat(
                    RenamedLayout.TIMM_BLOCK.stream(),
                    Stream.of(rename(".layer_scale1.gamma", ".ls1.gamma"), rename(".layer_scale2.gamma", ".ls2.gamma")))
            .toList();

    private static final NameTable NAMES = new NameTable(
            List.of(
                    rename("encoder.embedding.", "patch_embed.proj."),
                    rename("encoder.blocks.", "blocks."),
                    rename("encoder.norm.", "norm.")),
            BLOCK);

    private final String prefix;
    private final Optional<StatedSize> size;

    /**
     * @param prefix before each name, such as {@code backbone.vit.} where the transformer is a part of another module
     */
    TimmLayout(String prefix) {
        this(prefix, Optional.empty());
    }

    private TimmLayout(String prefix, Optional<StatedSize> size) {
        this.prefix = prefix;
        this.size = size;
    }

    /** The layout of weights for images of a size that is known. */
    TimmLayout of(StatedSize known) {
        return new TimmLayout(prefix, Optional.of(known));
    }

    @Override
    public Map<String, Tensor> toPixio(Map<String, Tensor> file) throws WeightsException {
        Map<String, Tensor> weights =
                TimmRotary.matches(file, prefix) ? TimmRotary.toVisionTransformer(file) : new LinkedHashMap<>(file);
        Optional<Tensor> registers = registers(weights);
        RenamedTensors renamed = new RenamedTensors();
        if (registers.isPresent()) {
            renamed.put(REGISTERS, prefix + OTHERS, registers.get());
            weights.remove(prefix + OTHERS);
        }
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            String name = entry.getKey();
            String unprefixed = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            boolean first = unprefixed.equals(FIRST);
            if (first || unprefixed.equals(OTHERS)) {
                if (first || !weights.containsKey(prefix + FIRST)) {
                    renamed.put(CLASS_TOKENS, name, classTokens(weights));
                }
            } else if (unprefixed.equals(TABLE)) {
                renamed.put(POSITIONS, name, positions(entry.getValue(), classTokens(weights), patches(weights)));
            } else if (!ignores(name)) {
                String renamedTo = NAMES.toPixio(unprefixed);
                renamed.put(renamedTo.equals(unprefixed) ? name : renamedTo, name, entry.getValue());
            }
        }
        return renamed.tensors();
    }

    /**
     * The registers, with their positions if the table has rows for them, which are then removed from it; empty if registers are class
     * tokens.
     */
    private Optional<Tensor> registers(Map<String, Tensor> weights) {
        Tensor first = weights.get(prefix + FIRST);
        Tensor registers = weights.get(prefix + OTHERS);
        boolean scaled = weights.containsKey(prefix + "blocks.0.ls1.gamma");
        if (!scaled || first == null || registers == null || first.dim() != 3 || registers.dim() != 3) {
            return Optional.empty();
        }
        Tensor table = weights.get(prefix + TABLE);
        long before = first.size(1) + registers.size(1);
        if (table == null || table.dim() != 3 || hasOnlyPatches(table.size(1), before, patches(weights))) {
            return Optional.of(registers);
        }
        Tensor ofClass = table.narrow(1, 0, first.size(1));
        Tensor ofPatches = table.narrow(1, before, table.size(1) - before);
        weights.put(prefix + TABLE, torch.cat(new TensorVector(ofClass, ofPatches), 1));
        return Optional.of(registers.add(table.narrow(1, first.size(1), registers.size(1))));
    }

    private Tensor classTokens(Map<String, Tensor> weights) {
        List<Tensor> tokens = new ArrayList<>();
        for (String part : List.of(FIRST, OTHERS)) {
            Tensor token = weights.get(prefix + part);
            if (token != null && token.dim() == 3) {
                tokens.add(token); // [1, n, D]
            }
        }
        return switch (tokens.size()) {
            case 0 -> Tensors.zeros(torch.ScalarType.Float, 1, 0, 0);
            case 1 -> tokens.get(0);
            default -> torch.cat(new TensorVector(tokens.get(0), tokens.get(1)), 1); // [1, K, D]
        };
    }

    /** The number of patches, if the size of images is known; otherwise 0. */
    private long patches(Map<String, Tensor> weights) {
        Tensor projection = weights.get(prefix + "patch_embed.proj.weight");
        if (size.isEmpty() || projection == null || projection.dim() != 4 || projection.size(2) <= 0) {
            return 0;
        }
        return size.get().patches(projection.size(2));
    }

    /** The table with rows for class tokens. */
    private static Tensor positions(Tensor table, Tensor classTokens, long patches) {
        if (table.dim() != 3 || hasRows(table.size(1), classTokens.size(1), patches)) {
            return table;
        }
        Tensor zeros = torch.zeros_like(classTokens); // [1, K, D]
        return torch.cat(new TensorVector(zeros.to(table.scalar_type()), table), 1);
    }

    /** Whether a table has rows for the tokens before the patches. If the number of patches is unknown, it is a square. */
    private static boolean hasRows(long rows, long before, long patches) {
        if (patches > 0 && (rows == patches || rows == patches + before)) {
            return rows > patches;
        }
        return isSquare(rows - before) || !isSquare(rows);
    }

    /** Whether a table has no rows for tokens before the patches, or other ones than those. */
    private static boolean hasOnlyPatches(long rows, long before, long patches) {
        if (patches > 0 && (rows == patches || rows == patches + before)) {
            return rows == patches;
        }
        return isSquare(rows) || !isSquare(rows - before);
    }

    private static boolean isSquare(long number) {
        long root = Math.round(Math.sqrt((double) number));
        return number > 0 && root * root == number;
    }

    @Override
    public Map<String, Tensor> fromPixio(Map<String, Tensor> own) {
        Map<String, Tensor> weights = withPositionedClass(own);
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (name.equals(REGISTERS)) {
                renamed.put(prefix + OTHERS, tensor);
            } else if (name.equals(CLASS_TOKENS)) {
                renamed.put(prefix + FIRST, tensor.narrow(1, 0, 1));
                if (tensor.size(1) > 1) {
                    renamed.put(prefix + OTHERS, tensor.narrow(1, 1, tensor.size(1) - 1));
                }
            } else if (name.equals(POSITIONS)) {
                renamed.put(prefix + TABLE, tensor);
            } else {
                String renamedTo = NAMES.fromPixio(name);
                renamed.put(renamedTo.equals(name) ? name : prefix + renamedTo, tensor);
            }
        });
        return weights.containsKey(POSITIONS) ? renamed : TimmRotary.fromVisionTransformer(renamed);
    }

    /** With registers, timm's table has rows of patches alone: the class token gets the position that it has. */
    private static Map<String, Tensor> withPositionedClass(Map<String, Tensor> weights) {
        Tensor classTokens = weights.get(CLASS_TOKENS);
        Tensor table = weights.get(POSITIONS);
        if (!weights.containsKey(REGISTERS) || classTokens == null || table == null) {
            return weights;
        }
        long classes = classTokens.size(1);
        Map<String, Tensor> positioned = new LinkedHashMap<>(weights);
        positioned.put(CLASS_TOKENS, classTokens.add(table.narrow(1, 0, classes)));
        positioned.put(POSITIONS, table.narrow(1, classes, table.size(1) - classes));
        return positioned;
    }

    /** The classifier and a mask token, which are not part of the encoder. */
    @Override
    public boolean ignores(String name) {
        return name.startsWith(prefix + "head.")
                || name.startsWith(prefix + "fc_norm.")
                || name.equals(prefix + "mask_token");
    }
}
