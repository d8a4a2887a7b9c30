package dev.pixio.data.tar;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a PAX header says of the next member.
 *
 * @param path replaces its name
 * @param size replaces its size
 */
record PaxRecords(Optional<String> path, OptionalLong size) {

    private static final int LONGEST_LENGTH = 10;

    /** Reads records of the form {@code "length key=value\n"}; ends at the first that has another form. */
    static PaxRecords of(byte[] content) {
        Optional<String> path = Optional.empty();
        OptionalLong size = OptionalLong.empty();
        int start = 0;
        while (start < content.length) {
            int space = start;
            int length = 0;
            while (space < content.length
                    && content[space] >= '0'
                    && content[space] <= '9'
                    && space - start < LONGEST_LENGTH - 1) {
                length = 10 * length + content[space++] - '0';
            }
            if (space == content.length
                    || content[space] != ' '
                    || length <= space - start + 1
                    || length > content.length - start) {
                break;
            }
            String record = new String(content, space + 1, start + length - space - 2, StandardCharsets.UTF_8);
            if (record.startsWith("path=")) {
                path = Optional.of(record.substring("path=".length()));
            } else if (record.matches("size=[0-9]{1,18}")) {
                size = OptionalLong.of(Long.parseLong(record.substring("size=".length())));
            }
            start += length;
        }
        return new PaxRecords(path, size);
    }
}
