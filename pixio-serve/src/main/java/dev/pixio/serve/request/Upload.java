package dev.pixio.serve.request;

/**
 * A file in a request.
 *
 * @param name as the client states it, shortened to one line; {@code image 2} if it states none
 * @param content of the file
 */
@SuppressWarnings("ArrayRecordComponent") // read once
public record Upload(String name, byte[] content) {

    private static final int LONGEST = 100;

    /** Names are repeated in messages: control characters and what exceeds a line are left out. */
    public Upload {
        String line = name.replaceAll("\\p{Cntrl}|[\\p{Cf}\\p{Co}\\p{Cn}]", " ").strip();
        name = line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
