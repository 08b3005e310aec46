package org.halfspace.plot;

/** A grid of characters, each with 2 x 4 dots. Not thread-safe. */
final class Canvas {
    private static final int BRAILLE = 0x2800;

    /** The bit of each dot, by column and row: Braille's order. */
    private static final int[][] BITS = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

    /** Foreground colours that are told apart on a dark and on a light ground: blue, red, green, magenta, cyan, yellow. */
    private static final int[] COLOURS = {34, 31, 32, 35, 36, 33};

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String RESET = "\u001b[0m";

    private final int columns;
    private final int rows;
    private final boolean unicode;
    private final boolean colour;
    private final boolean letters;
    private final int[][] dots;
    private final int[][] series;
    private final char[][] words;

    /**
     * @param letters whether a series is its letter instead of dots
     */
    Canvas(int columns, int rows, boolean unicode, boolean colour, boolean letters) {
        this.columns = columns;
        this.rows = rows;
        this.unicode = unicode;
        this.colour = colour;
        this.letters = letters;
        dots = new int[rows][columns];
        series = new int[rows][columns];
        words = new char[rows][columns];
    }

    int columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    int dotColumns() {
        return 2 * columns;
    }

    int dotRows() {
        return 4 * rows;
    }

    /** Sets the dot nearest to a place; one outside is left out. */
    void dot(double dotColumn, double dotRow, int number) {
        if (Double.isNaN(dotColumn) || Double.isNaN(dotRow)) {
            return;
        }
        long column = Math.round(dotColumn);
        long row = Math.round(dotRow);
        if (column < 0 || column >= dotColumns() || row < 0 || row >= dotRows()) {
            return;
        }
        dots[(int) row / 4][(int) column / 2] |= BITS[(int) column % 2][(int) row % 4];
        series[(int) row / 4][(int) column / 2] = number;
    }

    /** Writes a word with its middle at a place; the part of it that is outside is left out. */
    void write(double column, double row, String text) {
        if (Double.isNaN(column) || Double.isNaN(row)) {
            return;
        }
        long line = Math.round(row);
        long begin = Math.round(column) - text.length() / 2;
        for (int k = 0; k < text.length(); k++) {
            if (line >= 0 && line < rows && begin + k >= 0 && begin + k < columns) {
                words[(int) line][(int) begin + k] = text.charAt(k);
            }
        }
    }

    /** A line of characters, with escape sequences where there are colours; no blanks at its end. */
    String line(int row) {
        StringBuilder line = new StringBuilder();
        int current = -1;
        int end = columns;
        while (end > 0 && words[row][end - 1] == 0 && dots[row][end - 1] == 0) {
            end--;
        }
        for (int column = 0; column < end; column++) {
            boolean coloured = colour && words[row][column] == 0 && dots[row][column] != 0;
            int wanted = coloured ? series[row][column] : -1;
            if (wanted != current) {
                line.append(wanted < 0 ? RESET : escape(wanted));
                current = wanted;
            }
            line.append(character(row, column));
        }
        return current < 0 ? line.toString() : line.append(RESET).toString();
    }

    private char character(int row, int column) {
        if (words[row][column] != 0) {
            return words[row][column];
        }
        if (dots[row][column] == 0) {
            return ' ';
        }
        if (letters) {
            return letter(series[row][column]);
        }
        return unicode ? (char) (BRAILLE + dots[row][column]) : '*';
    }

    /** What stands for a series in the legend. */
    String sample(int number) {
        if (letters) {
            return String.valueOf(letter(number));
        }
        String block = unicode ? "⣿" : "*";
        return colour ? escape(number) + block + RESET : block;
    }

    private static char letter(int number) {
        return LETTERS.charAt(number % LETTERS.length());
    }

    private static String escape(int number) {
        return "\u001b[" + COLOURS[number % COLOURS.length] + "m";
    }
}
