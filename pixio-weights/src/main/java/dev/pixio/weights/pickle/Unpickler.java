package dev.pixio.weights.pickle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads pickles of protocols 0 to 5 with a stack machine. Values are {@code String}, {@code Long}, {@code BigInteger}, {@code
 * Double}, {@code Boolean}, {@link None}, {@link Bytes}, {@link Tuple}, {@link Dict}, {@code List} (lists and sets), {@link
 * Global}, and the results of {@link Constructor}s. Values may contain each other in cycles, so code that traverses them must
 * limit its steps.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">the opcodes</a>
 */
public final class Unpickler {

    private static final int NEWEST_PROTOCOL = 5;

    private final PickleInput input;
    private final AllowedNames names;
    private final PickleStack stack;
    private final PickleMemo memo;

    private Unpickler(ByteBuffer pickle, AllowedNames names, PickleLimits limits) {
        this.input = new PickleInput(pickle, limits.string());
        this.names = names;
        this.stack = new PickleStack(limits);
        this.memo = new PickleMemo(limits);
    }

    /**
     * Reads one pickle.
     *
     * @param pickle read from its position, which is at the end of the pickle afterwards
     * @param names that the pickle may use
     * @throws PickleException if it is not a pickle, exceeds a limit, or uses another name
     */
    public static Object read(ByteBuffer pickle, AllowedNames names, PickleLimits limits) throws PickleException {
        Unpickler machine = new Unpickler(pickle, names, limits);
        int start = pickle.position();
        int at = start;
        try {
            while (true) {
                at = machine.input.position();
                if (at - start > limits.bytes()) {
                    throw new PickleException("is longer than " + limits.bytes() + " bytes");
                }
                int opcode = machine.input.unsignedByte();
                if (opcode == '.') {
                    return machine.stack.pop();
                }
                machine.run(opcode);
            }
        } catch (PickleException e) {
            throw new PickleException("its pickle, at byte " + (at - start) + ", " + e.getMessage());
        }
    }

    private void run(int opcode) throws PickleException {
        Optional<Object> literal = Literals.read(opcode, input);
        if (literal.isPresent()) {
            stack.push(literal.get());
        } else if (!runOnStack(opcode) && !runOnMemo(opcode) && !runOnLists(opcode) && !runOnNames(opcode)) {
            throw new PickleException(refusal(opcode));
        }
    }

    private static String refusal(int opcode) {
        return switch (opcode) {
            case 0x82, 0x83, 0x84 -> "uses a registered extension (EXT), which is not supported";
            case 0x97, 0x98 -> "has its data in buffers outside of the file (protocol 5, out of band)";
            case 'P' -> "has a persistent id of text, which torch.save never writes";
            default -> String.format(Locale.ROOT, "has the unknown opcode 0x%02x", opcode);
        };
    }

    private boolean runOnStack(int opcode) throws PickleException {
        switch (opcode) {
            case 0x80 -> requireProtocol(input.unsignedByte());
            case 0x95 -> input.need(input.signedLong()); // FRAME: the number of bytes that follow; no effect
            case '(' -> stack.mark();
            case '1' -> stack.popToMark();
            case '2' -> stack.push(stack.top());
            case '0' -> {
                if (stack.atMark()) {
                    stack.popToMark();
                } else {
                    stack.pop();
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void requireProtocol(int protocol) throws PickleException {
        if (protocol > NEWEST_PROTOCOL) {
            throw new PickleException("is of protocol " + protocol + "; the newest supported is " + NEWEST_PROTOCOL);
        }
    }

    private boolean runOnMemo(int opcode) throws PickleException {
        switch (opcode) {
            case 'q' -> memo.put(input.unsignedByte(), stack.top());
            case 'r' -> memo.put(input.unsignedInt(), stack.top());
            case 'p' -> memo.put(PickleMemo.index(input.line()), stack.top());
            case 0x94 -> memo.add(stack.top()); // MEMOIZE
            case 'h' -> stack.push(memo.get(input.unsignedByte()));
            case 'j' -> stack.push(memo.get(input.unsignedInt()));
            case 'g' -> stack.push(memo.get(PickleMemo.index(input.line())));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean runOnLists(int opcode) throws PickleException {
        switch (opcode) {
            case 'l', 0x91 -> stack.push(stack.popToMark()); // LIST, FROZENSET
            case 't' -> stack.push(new Tuple(stack.popToMark()));
            case 0x85 -> pushTuple(1);
            case 0x86 -> pushTuple(2);
            case 0x87 -> pushTuple(3);
            case 'd' -> {
                List<Object> items = stack.popToMark();
                Dict dict = Dict.ofItems();
                putAll(dict, items);
                stack.push(dict);
            }
            case 'a' -> appendTo(List.of(stack.pop()));
            case 'e', 0x90 -> appendTo(stack.popToMark()); // APPENDS, ADDITEMS
            case 's' -> {
                Object value = stack.pop();
                putAllInTop(Arrays.asList(stack.pop(), value));
            }
            case 'u' -> putAllInTop(stack.popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void pushTuple(int length) throws PickleException {
        Object[] items = new Object[length];
        for (int i = length - 1; i >= 0; i--) {
            items[i] = stack.pop();
        }
        stack.push(new Tuple(Arrays.asList(items)));
    }

    @SuppressWarnings("unchecked") // All lists are created here, as lists of objects.
    private void appendTo(List<Object> items) throws PickleException {
        if (!(stack.top() instanceof ArrayList<?> list)) {
            throw new PickleException("appends to a value that is not a list");
        }
        ((List<Object>) list).addAll(items);
    }

    private void putAllInTop(List<Object> items) throws PickleException {
        if (!(stack.top() instanceof Dict dict)) {
            throw new PickleException("sets items of a value that is not a dict");
        }
        putAll(dict, items);
    }

    private static void putAll(Dict dict, List<Object> items) throws PickleException {
        if (items.size() % 2 != 0) {
            throw new PickleException("sets a key of a dict without a value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            dict.put(items.get(i), items.get(i + 1));
        }
    }

    private boolean runOnNames(int opcode) throws PickleException {
        switch (opcode) {
            case 'c' -> {
                String module = input.line();
                stack.push(global(module, input.line()));
            }
            case 0x93 -> { // STACK_GLOBAL
                Object name = stack.pop();
                stack.push(global(stack.pop(), name));
            }
            case 'R', 0x81 -> { // REDUCE, NEWOBJ: a class is its constructor
                Object arguments = stack.pop();
                call(stack.pop(), arguments);
            }
            case 0x92 -> { // NEWOBJ_EX
                if (!(stack.pop() instanceof Dict named) || !named.entries().isEmpty()) {
                    throw new PickleException("creates an object with keyword arguments, which is not supported");
                }
                Object arguments = stack.pop();
                call(stack.pop(), arguments);
            }
            case 'i' -> { // INST
                String module = input.line();
                Global global = global(module, input.line());
                call(global, new Tuple(stack.popToMark()));
            }
            case 'o' -> { // OBJ
                List<Object> classAndArguments = stack.popToMark();
                if (classAndArguments.isEmpty()) {
                    throw new PickleException("creates an object without a class");
                }
                call(classAndArguments.get(0), new Tuple(classAndArguments.subList(1, classAndArguments.size())));
            }
            case 'b' -> {
                Object state = stack.pop();
                if (!(stack.top() instanceof Buildable buildable)) {
                    throw new PickleException("sets the state of a value that has none");
                }
                buildable.build(state);
            }
            case 'Q' -> stack.push(names.persistent(stack.pop()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Global global(Object module, Object name) throws PickleException {
        if (!(module instanceof String moduleName) || !(name instanceof String simpleName)) {
            throw new PickleException("looks up a name that is not a string");
        }
        String qualified = moduleName + "." + simpleName;
        Constructor constructor = names.global(moduleName, simpleName)
                .orElseThrow(
                        () -> new PickleException(
                                "needs '" + qualified + "', which is not an allowed name; no code in a"
                                        + " pickle is executed. Load the file in Python and save its state_dict(), preferably as safetensors"));
        return new Global(qualified, constructor);
    }

    private void call(Object callable, Object arguments) throws PickleException {
        if (!(callable instanceof Global global) || !(arguments instanceof Tuple tuple)) {
            throw new PickleException("calls a value that is not a function, or has no tuple of arguments");
        }
        stack.push(global.constructor().make(tuple.items()));
    }
}
