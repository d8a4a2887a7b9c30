/**
 * The sets of PASCAL VOC by their names. A name such as {@code voc2012:train} and a folder come in; a source of the set's images goes out. On
 * request the official archives are downloaded, checked and unpacked.
 */
@NullMarked
package dev.pixio.data.voc;

import org.jspecify.annotations.NullMarked;
