package dev.pixio.downstream.model;

import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.image.resize.Framing;

/** How an image of any size becomes the input of a model. */
public sealed interface TaskInput {

    /** The height in pixels that the model computes. */
    int height();

    /** The width in pixels that the model computes. */
    int width();

    /**
     * The image is cut into overlapping windows in its own size, whose predictions are put together.
     *
     * @param window size and stride
     */
    record Windows(SlidingWindow window) implements TaskInput {

        @Override
        public int height() {
            return window.size().height();
        }

        @Override
        public int width() {
            return window.size().width();
        }
    }

    /**
     * The image is resized, and cropped or letterboxed.
     *
     * @param framing to the size of the model
     */
    record Frame(Framing framing) implements TaskInput {

        @Override
        public int height() {
            return framing.height();
        }

        @Override
        public int width() {
            return framing.width();
        }
    }
}
