package dev.pixio.weights.layout;

import static dev.pixio.weights.layout.NameTable.rename;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.WeightsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A vision transformer of timm. Its {@code cls_token} is the first class token, its registers are the others. Its table of
 * positions may have no rows for these ({@code no_embed_class}); rows of zeros are added.
 */
public final class TimmLayout implements Layout {

    public static final TimmLayout ENCODER = new TimmLayout("");

    static final String CLASS_TOKENS = "encoder.class_tokens";
    static final String POSITIONS = "encoder.positions.table";
    private static final String FIRST = "cls_token";
    private static final String OTHERS = "reg_token";
    private static final String TABLE = "pos_embed";

    private static final NameTable NAMES = new NameTable(
            List.of(
                    rename("encoder.embedding.", "patch_embed.proj."),
                    rename("encoder.blocks.", "blocks."),
                    rename("encoder.norm.", "norm.")),
            RenamedLayout.TIMM_BLOCK);

    private final String prefix;

    /**
     * @param prefix before each name, such as {@code backbone.vit.} where the transformer is a part of another module
     */
    TimmLayout(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights) throws WeightsException {
        RenamedTensors renamed = new RenamedTensors();
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            String name = entry.getKey();
            String unprefixed = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            boolean first = unprefixed.equals(FIRST);
            if (first || unprefixed.equals(OTHERS)) {
                if (first || !weights.containsKey(prefix + FIRST)) {
                    renamed.put(CLASS_TOKENS, name, classTokens(weights));
                }
            } else if (unprefixed.equals(TABLE)) {
                renamed.put(POSITIONS, name, positions(entry.getValue(), classTokens(weights)));
            } else if (!ignores(name)) {
                String renamedTo = NAMES.toPixio(unprefixed);
                renamed.put(renamedTo.equals(unprefixed) ? name : renamedTo, name, entry.getValue());
            }
        }
        return renamed.tensors();
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

    /** The table with rows for class tokens. A table of patches only is detected by its square number of rows. */
    private static Tensor positions(Tensor table, Tensor classTokens) {
        boolean complete =
                table.dim() != 3 || isSquare(table.size(1) - classTokens.size(1)) || !isSquare(table.size(1));
        if (complete) {
            return table;
        }
        Tensor zeros = torch.zeros_like(classTokens); // [1, K, D]
        return torch.cat(new TensorVector(zeros.to(table.scalar_type()), table), 1);
    }

    private static boolean isSquare(long number) {
        long root = Math.round(Math.sqrt((double) number));
        return number > 0 && root * root == number;
    }

    @Override
    public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (name.equals(CLASS_TOKENS)) {
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
        return renamed;
    }

    /** The classifier and a mask token, which are not part of the encoder. */
    @Override
    public boolean ignores(String name) {
        return name.startsWith(prefix + "head.")
                || name.startsWith(prefix + "fc_norm.")
                || name.equals(prefix + "mask_token");
    }
}
