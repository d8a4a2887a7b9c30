package dev.pixio.weights.untrusted;

/**
 * A malicious file.
 *
 * @param name of the attack
 * @param content the whole file
 * @param reason part of the message with which the file must be refused
 */
@SuppressWarnings("ArrayRecordComponent") // attacks are never compared
record Attack(String name, byte[] content, String reason) {

    @Override
    public String toString() {
        return name;
    }
}
