package dev.pixio.downstream.finetune.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pixio.image.resize.ImageSize;
import java.util.Optional;

/**
 * The size of a model's input.
 *
 * @param given in pixels; empty for that of the encoder
 */
public record InputSize(Optional<ImageSize> given) {

    /** The size of the encoder's input. */
    public static final InputSize OF_ENCODER = new InputSize(Optional.empty());

    private static final String NONE = "0";

    /** A size in pixels. */
    public static InputSize of(ImageSize size) {
        return new InputSize(Optional.of(size));
    }

    /**
     * Parses a size.
     *
     * @param text {@code 224}, {@code 192x320} with the height first, or {@code 0} for the size of the encoder
     * @throws IllegalArgumentException if the text has another form
     */
    @JsonCreator
    public static InputSize parse(String text) {
        return text.equals(NONE) ? OF_ENCODER : of(ImageSize.parse(text));
    }

    @JsonValue
    @Override
    public String toString() {
        return given.map(ImageSize::brief).orElse(NONE);
    }
}
