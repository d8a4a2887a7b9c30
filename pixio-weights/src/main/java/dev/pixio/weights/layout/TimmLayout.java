package dev.pixio.weights.layout;

import static dev.pixio.weights.layout.NameTable.rename;

import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A vision transformer of timm: the first class token is its {@code cls_token}, the others are its registers. Positions may
 * leave these out ({@code no_embed_class}); here each has one, then zero.
 */
public final class TimmLayout implements Layout {

    public static final TimmLayout ALONE = new TimmLayout("");

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
     * @param prefix before each name, such as {@code backbone.vit.} where the transformer is part of something
     */
    TimmLayout(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if (bare.equals(FIRST) || bare.equals(OTHERS)) {
                renamed.computeIfAbsent(CLASS_TOKENS, made -> classTokens(weights));
            } else if (bare.equals(TABLE)) {
                renamed.put(POSITIONS, positions(tensor, classTokens(weights)));
            } else if (!ignores(name)) {
                String found = NAMES.toPixio(bare);
                renamed.put(found.equals(bare) ? name : found, tensor);
            }
        });
        return renamed;
    }

    private Tensor classTokens(Map<String, Tensor> weights) {
        List<Tensor> tokens = new ArrayList<>();
        for (String part : List.of(FIRST, OTHERS)) {
            Tensor there = weights.get(prefix + part);
            if (there != null && there.dim() == 3) {
                tokens.add(there); // [1, n, D]
            }
        }
        return switch (tokens.size()) {
            case 0 -> Tensors.zeros(torch.ScalarType.Float, 1, 0, 0);
            case 1 -> tokens.get(0);
            default -> torch.cat(new TensorVector(tokens.get(0), tokens.get(1)), 1); // [1, K, D]
        };
    }

    /** A table for class tokens too: that of patches alone is known by its square number of rows. */
    private static Tensor positions(Tensor table, Tensor classTokens) {
        boolean ofAll = table.dim() != 3 || isSquare(table.size(1) - classTokens.size(1)) || !isSquare(table.size(1));
        if (ofAll) {
            return table;
        }
        Tensor none = torch.zeros_like(classTokens); // [1, K, D]
        return torch.cat(new TensorVector(none.to(table.scalar_type()), table), 1);
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
                String found = NAMES.fromPixio(name);
                renamed.put(found.equals(name) ? name : prefix + found, tensor);
            }
        });
        return renamed;
    }

    /** A classifier, which is not part of the encoder. */
    @Override
    public boolean ignores(String name) {
        return name.startsWith(prefix + "head.") || name.startsWith(prefix + "fc_norm.");
    }
}
