/**
 * Requests of untrusted clients. Connections come in; endpoints receive requests whose size, time and token were checked, and
 * their replies go out. An error is one line of JSON.
 */
@NullMarked
package dev.pixio.serve.request;

import org.jspecify.annotations.NullMarked;
