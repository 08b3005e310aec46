package org.halfspace.parameters;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.InputException;
import org.halfspace.spi.Parameter;

/** One component of a parameter record: how it is named, described and read. Immutable. */
public final class ParameterSpec {
    private final String name;
    private final Parameter annotation;
    private final Class<?> container;
    private final Class<?> element;

    ParameterSpec(RecordComponent component) {
        this.annotation = component.getAnnotation(Parameter.class);
        if (annotation == null) {
            throw new IllegalArgumentException(component.getDeclaringRecord().getName() + "." + component.getName()
                    + " needs @Parameter to be a parameter");
        }
        this.name = annotation.name().isEmpty() ? Names.kebab(component.getName()) : annotation.name();
        Type type = component.getGenericType();
        if (type instanceof ParameterizedType generic
                && (generic.getRawType() == Optional.class || generic.getRawType() == List.class)
                && generic.getActualTypeArguments()[0] instanceof Class<?> argument) {
            this.container = (Class<?>) generic.getRawType();
            this.element = box(argument);
        } else {
            this.container = null;
            this.element = box(component.getType());
        }
        boolean known = element.isEnum()
                || List.of(Integer.class, Long.class, Double.class, Boolean.class, String.class, Path.class)
                        .contains(element);
        if (!known) {
            throw new IllegalArgumentException(component.getDeclaringRecord().getName() + "." + component.getName()
                    + " is of a type that a parameter cannot have: " + component.getGenericType());
        }
    }

    private static Class<?> box(Class<?> type) {
        if (type == int.class) {
            return Integer.class;
        }
        if (type == long.class) {
            return Long.class;
        }
        if (type == double.class) {
            return Double.class;
        }
        return type == boolean.class ? Boolean.class : type;
    }

    /** The name in options and files: {@code input-scale}. */
    public String name() {
        return name;
    }

    /** What it is for. */
    public String description() {
        return annotation.value();
    }

    /** The default as text; empty where there is none or nothing is the default. */
    public String defaultValue() {
        return isFlag() && annotation.defaultValue().isEmpty() ? "false" : annotation.defaultValue();
    }

    /** Whether it is given by its name alone, without a value. */
    public boolean isFlag() {
        return element == Boolean.class && container == null;
    }

    /** Whether a run cannot do without it. */
    public boolean isRequired() {
        return container == null && !isFlag() && annotation.defaultValue().isEmpty();
    }

    /** How the value is called in help. */
    public String label() {
        if (!annotation.label().isEmpty()) {
            return annotation.label();
        }
        String one = element.isEnum()
                ? String.join("|", choices())
                : element == Path.class
                        ? "FILE"
                        : element == String.class ? "TEXT" : element == Boolean.class ? "BOOL" : "N";
        return container == List.class ? one + ",..." : one;
    }

    /** What one value is: {@code Integer}, {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@code Path} or an enum. */
    public Class<?> element() {
        return element;
    }

    /** Whether it takes several values. */
    public boolean isList() {
        return container == List.class;
    }

    /** The least value of a number, inclusive; may be infinite. */
    public double min() {
        return annotation.min();
    }

    /** The greatest value of a number, inclusive; may be infinite. */
    public double max() {
        return annotation.max();
    }

    /** What a value has to be, for messages: {@code "a number from 0 up"}. */
    public String expected() {
        if (element.isEnum()) {
            return "one of " + String.join(", ", choices());
        }
        return element == Boolean.class ? "true or false" : element == String.class ? "a text" : expectation();
    }

    /** The values of an enum, as they are written; empty for other types. */
    public List<String> choices() {
        return element.isEnum()
                ? Arrays.stream(element.getEnumConstants())
                        .map(constant -> Names.kebab(((Enum<?>) constant).name()))
                        .toList()
                : List.of();
    }

    /** The value that stands when nothing is given. */
    Object defaultObject() {
        String text = defaultValue();
        if (container == Optional.class && text.isEmpty()) {
            return Optional.empty();
        }
        if (container == List.class && text.isEmpty()) {
            return List.of();
        }
        if (isRequired()) {
            throw new InputException("a value is missing")
                    .where("--" + name)
                    .expected(label())
                    .hint("--" + name + " " + label() + ": " + description());
        }
        return read(text);
    }

    /**
     * Reads a value.
     *
     * @throws InputException if the text is not a value of the parameter's type and range
     */
    public Object read(String text) {
        if (container == List.class) {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(this::readOne)
                    .toList();
        }
        Object value = readOne(text.strip());
        return container == Optional.class ? Optional.of(value) : value;
    }

    private Object readOne(String text) {
        if (element == String.class) {
            return text;
        }
        try {
            if (element.isEnum()) {
                return choice(text);
            }
            if (element == Path.class) {
                return Path.of(text);
            }
            if (element == Boolean.class) {
                return readBoolean(text);
            }
            return inRange(number(text), text);
        } catch (NumberFormatException | InvalidPathException e) {
            throw unreadable(text, expectation());
        }
    }

    private Object choice(String text) {
        for (Object constant : element.getEnumConstants()) {
            if (Names.kebab(((Enum<?>) constant).name()).equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw unreadable(text, "one of " + String.join(", ", choices()));
    }

    private Object readBoolean(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.valueOf(text);
        }
        throw unreadable(text, "true or false");
    }

    private Number number(String text) {
        if (element == Integer.class) {
            return Integer.valueOf(text);
        }
        if (element == Long.class) {
            return Long.valueOf(text);
        }
        return fraction(text);
    }

    /** A decimal number or a fraction of two, such as 8/255. Infinite only where it says so: not 1/0, not 1e999. */
    private static double fraction(String text) {
        int slash = text.indexOf('/');
        double value = slash < 0
                ? Double.parseDouble(text)
                : Double.parseDouble(text.substring(0, slash)) / Double.parseDouble(text.substring(slash + 1));
        boolean overflow = Double.isInfinite(value) && !text.contains("Infinity");
        if (Double.isNaN(value) || overflow) {
            throw new NumberFormatException("not a number");
        }
        return value;
    }

    private Object inRange(Number value, String text) {
        if (value.doubleValue() < annotation.min() || value.doubleValue() > annotation.max()) {
            throw unreadable(text, expectation());
        }
        return value;
    }

    private String expectation() {
        String kind = element == Path.class ? "a path" : element == Double.class ? "a number" : "a whole number";
        boolean low = annotation.min() != Double.NEGATIVE_INFINITY;
        boolean high = annotation.max() != Double.POSITIVE_INFINITY;
        String from = low ? " from " + plain(annotation.min()) : "";
        String to = high ? (low ? " to " : " up to ") + plain(annotation.max()) : low ? " up" : "";
        return kind + from + to;
    }

    private static String plain(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }

    private InputException unreadable(String text, String expected) {
        return new InputException("the value of --" + name + " cannot be used")
                .expected(expected)
                .found(text.isEmpty() ? "nothing" : text);
    }
}
