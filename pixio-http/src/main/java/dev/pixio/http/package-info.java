/**
 * What the web servers of the project share, on the HTTP server of the JDK. Requests come in, with a check of their host and
 * origin; responses with the headers of a strict content policy go out. Pages are files on the class path, whose common style
 * is here.
 */
@NullMarked
package dev.pixio.http;

import org.jspecify.annotations.NullMarked;
