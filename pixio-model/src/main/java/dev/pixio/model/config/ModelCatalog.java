package dev.pixio.model.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Encoders by name: the usual vision transformers, and the paper's two large ones. */
public final class ModelCatalog {

    /**
     * A named encoder.
     *
     * @param name as typed on the command line, such as {@code s}
     * @param title as in papers, such as {@code ViT-S}
     * @param encoder its shape, with 8 class tokens and no drop path
     */
    public record Entry(String name, String title, EncoderConfig encoder) {}

    private static final int CLASS_TOKENS = 8;

    private static final Pattern SHAPE = Pattern.compile("\\d{1,5}x\\d{1,4}x\\d{1,4}");

    private static final List<Entry> ENTRIES = List.of(
            entry("ti", "ViT-Ti", 192, 12, 3),
            entry("s", "ViT-S", 384, 12, 6),
            entry("b", "ViT-B", 768, 12, 12),
            entry("l", "ViT-L", 1024, 24, 16),
            entry("h", "ViT-H", 1280, 32, 16),
            entry("1b", "ViT-1B", 1536, 48, 24),
            entry("5b", "ViT-5B", 3072, 48, 32));

    private ModelCatalog() {}

    /** All entries, smallest first. */
    public static List<Entry> entries() {
        return ENTRIES;
    }

    /**
     * The entry with the given name, or an entry for the given shape.
     *
     * @param name such as {@code s}, {@code vit-s} or {@code ViT-S/16}; or width, depth and heads: {@code 192x6x3}
     * @throws IllegalArgumentException if there is no such model; the message lists all names
     */
    public static Entry find(String name) {
        if (SHAPE.matcher(name).matches()) {
            int[] shape =
                    Arrays.stream(name.split("x")).mapToInt(Integer::parseInt).toArray();
            return entry(name, "ViT " + name, shape[0], shape[1], shape[2]);
        }
        String bare = name.toLowerCase(Locale.ROOT).replaceFirst("^vit-?", "").replaceFirst("/\\d+$", "");
        return ENTRIES.stream()
                .filter(entry -> entry.name().equals(bare))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no model '" + name + "'; there is "
                        + ENTRIES.stream().map(Entry::name).collect(Collectors.joining(", "))
                        + ", or width, depth and heads: 192x6x3"));
    }

    private static Entry entry(String name, String title, int width, int depth, int heads) {
        return new Entry(name, title, new EncoderConfig(width, depth, heads, 4, CLASS_TOKENS, 0));
    }
}
