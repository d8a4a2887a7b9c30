package dev.pixio.weights.untrusted;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Checkpoints with a malicious pickle in a valid zip. Those that execute a command create the file {@code MARKER}. */
final class HostilePickles {

    /** The file that a successful attack creates in the working directory. */
    static final String MARKER = "hostile-pickle-was-here";

    private static final String TOUCH = "touch " + MARKER;
    private static final String NOT_ALLOWED = "which is not an allowed name";

    private final List<Attack> attacks = new ArrayList<>();

    static List<Attack> all() {
        HostilePickles pickles = new HostilePickles();
        pickles.execution();
        pickles.machine();
        return pickles.attacks;
    }

    private void add(String name, byte[] pickle, String reason) {
        attacks.add(new Attack("pickle: " + name, ZipBytes.checkpoint(pickle).bytes(), reason));
    }

    private static PickleBytes start() {
        return PickleBytes.start();
    }

    private void execution() {
        for (String[] target : new String[][] {
            {"os", "system"},
            {"posix", "system"},
            {"nt", "system"},
            {"subprocess", "Popen"},
            {"builtins", "eval"},
            {"__builtin__", "exec"},
            {"builtins", "getattr"},
            {"builtins", "__import__"},
            {"importlib", "import_module"},
            {"torch", "load"},
            {"torch.hub", "load"},
            {"pickle", "loads"},
            {"runpy", "_run_code"},
            {"java.lang", "Runtime"},
        }) {
            String name = target[0] + "." + target[1];
            add(
                    "REDUCE on " + name,
                    start().global(target[0], target[1])
                            .op('(')
                            .text(TOUCH)
                            .op('t', 'R')
                            .stop(),
                    "needs '" + name + "', " + NOT_ALLOWED);
        }
        add(
                "INST of os.system",
                PickleBytes.raw()
                        .op('(')
                        .op('S')
                        .line("'" + TOUCH + "'")
                        .op('i')
                        .line("os")
                        .line("system")
                        .stop(),
                "needs 'os.system'");
        add(
                "OBJ of os.system",
                start().op('(').global("os", "system").text(TOUCH).op('o').stop(),
                "needs 'os.system'");
        add(
                "NEWOBJ of subprocess.Popen",
                start().global("subprocess", "Popen").text(TOUCH).op(0x85, 0x81).stop(),
                "needs 'subprocess.Popen'");
        add(
                "STACK_GLOBAL through attributes",
                start().stackGlobal("collections", "OrderedDict.__class__.__mro__")
                        .op(')', 'R')
                        .stop(),
                "needs 'collections.OrderedDict.__class__.__mro__'");
        add(
                "STACK_GLOBAL with a dotted module",
                start().stackGlobal("torch._utils._rebuild_tensor_v2.__globals__", "os")
                        .stop(),
                NOT_ALLOWED);
        add(
                "STACK_GLOBAL of numbers",
                start().number(1).number(2).op(0x93).stop(),
                "looks up a name that is not a string");
        add(
                "BUILD with __setstate__ in its state",
                start().global("argparse", "Namespace")
                        .op(')', 0x81, '}')
                        .text("__setstate__")
                        .global("os", "system")
                        .op('s', 'b')
                        .stop(),
                "needs 'os.system'");
        add(
                "BUILD of a dict's __reduce__ twice",
                start().global("argparse", "Namespace")
                        .op(')', 0x81, '}')
                        .text("__reduce__")
                        .text(TOUCH)
                        .op('s', 'b', '}', 'b')
                        .stop(),
                "sets the state of an object twice");
        add("BUILD on a string", start().text(TOUCH).op('}', 'b').stop(), "sets the state of a value that has none");
        add(
                "a call of a string",
                start().text("os.system").op(')', 'R').stop(),
                "calls a value that is not a function");
        add(
                "a call of what a call made",
                start().global("collections", "OrderedDict")
                        .op(')', 'R', ')', 'R')
                        .stop(),
                "calls a value that is not a function");
        add(
                "_reconstructor of a class that is not allowed",
                start().global("copyreg", "_reconstructor")
                        .op('(')
                        .global("torch", "FloatStorage")
                        .global("builtins", "object")
                        .op('N', 't', 'R')
                        .stop(),
                "creates an object of a class that is not allowed");
        add(
                "_rebuild_from_type_v2 by another function",
                start().global("torch._tensor", "_rebuild_from_type_v2")
                        .op('(')
                        .global("_codecs", "encode")
                        .global("torch", "Tensor")
                        .op('(')
                        .text(TOUCH)
                        .op('t', 'N', 't', 'R')
                        .stop(),
                "rebuilds a tensor with a function that creates none");
        add(
                "_codecs.encode by another codec",
                start().global("_codecs", "encode")
                        .text("x")
                        .text("rot13")
                        .op(0x86, 'R')
                        .stop(),
                "encodes text with another codec than latin1");
        for (int ext = 0x82; ext <= 0x84; ext++) {
            add("EXT opcode " + ext, start().op(ext, 1, 0, 0, 0).stop(), "uses a registered extension");
        }
        add(
                "a name with control characters",
                start().stackGlobal("os\n\u001b[31m\u202e", "system\r\n2").stop(),
                "needs 'os?");
    }

    private void machine() {
        add("an unknown opcode", start().op(0xff).stop(), "has the unknown opcode 0xff");
        add("a text file", "print('hello')".getBytes(StandardCharsets.UTF_8), "its pickle, at byte");
        add("protocol 255", PickleBytes.raw().op(0x80, 255).stop(), "is of protocol 255");
        add("a pop from nothing", start().op('0').stop(), "pops a value from an empty stack");
        add("a stop with nothing", start().stop(), "pops a value from an empty stack");
        add("a list that was not begun", start().op('t').stop(), "ends a list that was not begun");
        add(
                "an append to a number",
                start().number(1).number(2).op('a').stop(),
                "appends to a value that is not a list");
        add(
                "an item of a list",
                start().op(']').text("a").text("b").op('s').stop(),
                "sets items of a value that is not a dict");
        add(
                "a key without a value",
                start().op('}', '(').text("a").op('u').stop(),
                "sets a key of a dict without a value");
        add("a memo entry that was not set", start().op('h', 9).stop(), "reads the memo entry 9");
        add("a memo key that is not a number", start().op('g').line("nine").stop(), "which is not a number");
        add("a value below the mark", start().number(1).op('(', 'a').stop(), "pops a value from an empty stack");
        add(
                "no stop",
                start().op('}')
                        .bytes(new byte[0])
                        .op('N')
                        .op('0')
                        .op('J', 1)
                        .bytes(new byte[0])
                        .stop(),
                "bytes where");
        add("a buffer out of band", start().op(0x97).stop(), "buffers outside of the file");
        add("a persistent id of text", start().op('P').line("storage").stop(), "has a persistent id of text");
        add("a persistent id of a number", start().number(1).op('Q').stop(), "not a storage of torch");
        add(
                "a persistent id of another kind",
                start().op('(')
                        .text("module")
                        .global("torch", "FloatStorage")
                        .text("0")
                        .text("cpu")
                        .number(1)
                        .op('t', 'Q')
                        .stop(),
                "not a storage of torch");
        add("a number of letters", PickleBytes.raw().op('L').line("0x7fffL").stop(), "has an invalid number");
        add(
                "a dict of lists of one",
                start().global("collections", "OrderedDict")
                        .op(']', ']', 'a', 0x85, 'R')
                        .stop(),
                "creates a dict from something other than pairs");
        add(
                "a dict that contains itself",
                start().op('}', 'q', 0).text("a").op('h', 0, 's').stop(),
                "has dicts that contain themselves");
        add(
                "a tuple that contains itself as a key",
                start().op('}', ']', 'q', 0, 'h', 0, 0x85, 'a', '0', 'h', 0, 0x85)
                        .text("x")
                        .op('s')
                        .stop(),
                "contains no named tensors");
    }
}
