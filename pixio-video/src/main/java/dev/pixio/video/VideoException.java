package dev.pixio.video;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avutil;

/** A video cannot be read. The message is the reason in one line, without the name of the file. */
final class VideoException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 256;

    VideoException(String reason) {
        super(reason);
    }

    /**
     * Passes on what a function of FFmpeg returned.
     *
     * @param code an error if it is below 0
     * @param action that failed then, to precede the reason
     */
    static int check(int code, String action) throws VideoException {
        if (code >= 0) {
            return code;
        }
        throw of(code, action);
    }

    /** The failure of a function of FFmpeg that returned a number below 0. */
    static VideoException of(int code, String action) {
        byte[] text = new byte[LONGEST];
        avutil.av_strerror(code, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new VideoException(action + ": " + new String(text, 0, end, StandardCharsets.UTF_8));
    }
}
