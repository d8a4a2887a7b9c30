/**
 * What the commands that train have in common. Options for monitoring and a trainer come in; a line of progress, files and pages of
 * monitoring, and the exit code of a process go out. Its users are {@code cli.pretrain}, {@code cli.finetune} and {@code cli.distill}.
 */
@NullMarked
package dev.pixio.cli.training;

import org.jspecify.annotations.NullMarked;
