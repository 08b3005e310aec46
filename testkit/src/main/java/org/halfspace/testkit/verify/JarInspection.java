package org.halfspace.testkit.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.halfspace.plugin.SharedPackages;
import org.halfspace.plugin.VersionRange;
import org.halfspace.testkit.Finding;

/**
 * Looks at a jar as a file: whether it can be read, what its entries are called and how large they become, its manifest, its index of
 * extensions, and the class files that it has. Runs nothing of it. Used once, by one thread.
 */
final class JarInspection {
    /** More than this is no plugin: the largest that is known, networks on a GPU, unpacks to some hundred megabytes. */
    private static final long MAX_BYTES = 2L << 30;

    /** Of class files, manifest and index; what is larger is only counted. The Java class file format allows 64 KiB per method. */
    private static final int MAX_KEPT = 16 << 20;

    /** Text and numbers shrink to a tenth or a fiftieth; what shrinks to less, and is large, was made to fill a disk. */
    private static final int MAX_RATIO = 200;

    private static final int LARGE = 32 << 20;

    private static final String MANIFEST = JarFile.MANIFEST_NAME;
    private static final String INDEX = "META-INF/extensions.idx";

    /** How a class file says that it carries PF4J's annotation. */
    private static final byte[] EXTENSION = "Lorg/pf4j/Extension;".getBytes(StandardCharsets.US_ASCII);

    private final Path jar;
    private final String version;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> names = new TreeSet<>();
    private final Set<String> marked = new TreeSet<>();
    private final TreeMap<String, String> bundled = new TreeMap<>();
    private final List<String> newer = new ArrayList<>();
    private int newest;
    private Attributes attributes = new Attributes();
    private boolean hasManifest;
    private List<String> index = List.of();

    /** @param version of this Halfspace, which {@code Plugin-Requires} is held against */
    JarInspection(Path jar, String version) {
        this.jar = jar;
        this.version = version;
    }

    /** Looks at everything; what is not as it should be. */
    List<Finding> findings() throws InterruptedException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            long bytes = 0;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                requireName(entry);
                bytes += read(zip, entry, MAX_BYTES - bytes);
                if (bytes >= MAX_BYTES) {
                    findings.add(Finding.of("it unpacks to more than any plugin")
                            .where(entry.getName())
                            .expected("at most " + (MAX_BYTES >> 30) + " GiB in all", "more")
                            .hint("build the jar again, without what is not the plugin's"));
                    return findings;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            findings.add(Finding.of("the file cannot be read as a jar")
                    .where(jar)
                    .expected("a jar", e.getMessage())
                    .hint("build it again, or copy it again"));
            return findings;
        }
        requireManifest();
        requireIndex();
        requireClasses();
        return findings;
    }

    private void requireName(ZipEntry entry) {
        String name = entry.getName();
        boolean outside = name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf(':') >= 0
                || List.of(name.split("/", -1)).contains("..");
        if (outside) {
            findings.add(Finding.of("an entry's name leads out of the jar")
                    .where(name)
                    .expected("names below the jar's root", name)
                    .hint("do not unpack this file; build the jar from its sources"));
        }
        if (!entry.isDirectory() && !names.add(name)) {
            findings.add(Finding.of("two entries have one name")
                    .where(name)
                    .hint("build the jar again; which of the two is used depends on the reader"));
        }
    }

    /** Reads an entry to its end, for its checksum and its true size, which the directory of a zip need not tell. */
    private long read(ZipFile zip, ZipEntry entry, long room) throws IOException {
        boolean wanted = entry.getName().endsWith(".class")
                || entry.getName().equals(INDEX)
                || entry.getName().equals(MANIFEST);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        CRC32 checksum = new CRC32();
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0 && bytes < room; n = in.read(buffer)) {
                checksum.update(buffer, 0, n);
                bytes += n;
                if (wanted && bytes <= MAX_KEPT) {
                    kept.write(buffer, 0, n);
                }
                if (bytes > LARGE && bytes / Math.max(1, entry.getCompressedSize()) > MAX_RATIO) {
                    findings.add(Finding.of("an entry unpacks to far more than it takes in the jar")
                            .where(entry.getName())
                            .expected("at most " + MAX_RATIO + " times its size", "more")
                            .hint("this is how a jar fills a disk; build it from its sources"));
                    return bytes;
                }
            }
        } catch (IOException e) {
            findings.add(damaged(entry, e.getMessage()));
            return bytes;
        }
        if (bytes < room && entry.getCrc() >= 0 && entry.getCrc() != checksum.getValue()) {
            findings.add(damaged(entry, "another checksum"));
        } else if (wanted && bytes <= MAX_KEPT) {
            keep(entry.getName(), kept.toByteArray());
        }
        return bytes;
    }

    private static Finding damaged(ZipEntry entry, String found) {
        return Finding.of("an entry is damaged")
                .where(entry.getName())
                .expected("the bytes that were packed", found)
                .hint("build the jar again, or copy it again");
    }

    private void keep(String name, byte[] content) throws IOException {
        if (name.equals(MANIFEST)) {
            hasManifest = true;
            attributes = new Manifest(new java.io.ByteArrayInputStream(content)).getMainAttributes();
        } else if (name.equals(INDEX)) {
            index = new String(content, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } else if (!name.startsWith("META-INF/")) {
            keepClass(name, content);
        }
    }

    private void keepClass(String name, byte[] content) {
        String className = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        if (SharedPackages.contain(className)) {
            bundled.putIfAbsent(className.substring(0, className.lastIndexOf('.')), className);
        }
        if (content.length < 8 || content[0] != (byte) 0xCA || content[1] != (byte) 0xFE) {
            findings.add(Finding.of("a class file is none").where(name).hint("build the jar again"));
            return;
        }
        int major = ((content[6] & 0xFF) << 8) | (content[7] & 0xFF);
        // Class files of Java 17 have the number 61.
        int java = major - 44;
        if (java > Runtime.version().feature()) {
            newer.add(className);
            newest = Math.max(newest, java);
        }
        if (contains(content, EXTENSION) && !className.endsWith("package-info")) {
            marked.add(className);
        }
    }

    private void requireManifest() {
        if (!hasManifest) {
            findings.add(Finding.of("the jar has no manifest")
                    .where(MANIFEST)
                    .expected("Plugin-Id, Plugin-Version and Plugin-Requires", "nothing")
                    .hint("see the maven-jar-plugin in the project that halfspace plugins new writes"));
            return;
        }
        requireAttribute("Plugin-Id", "[A-Za-z0-9][A-Za-z0-9._-]*", "letters, digits, dots and hyphens");
        requireAttribute("Plugin-Version", "[0-9]+\\.[0-9]+\\.[0-9]+([-+].*)?", "a version such as 1.0.0");
        String requires = attributes.getValue("Plugin-Requires");
        if (blank(requires)) {
            findings.add(attribute("Plugin-Requires", "the version it was built for, such as " + version, "nothing"));
        } else {
            try {
                if (!VersionRange.contains(requires, version)) {
                    findings.add(attribute("Plugin-Requires", "a range that holds " + version, requires));
                }
            } catch (IllegalArgumentException e) {
                findings.add(attribute("Plugin-Requires", "a range of versions such as >=0.1 & <1.0", requires));
            }
        }
        String dependencies = attributes.getValue("Plugin-Dependencies");
        if (!blank(dependencies)) {
            findings.add(attribute("Plugin-Dependencies", "nothing: plugins are isolated", dependencies));
        }
        String plugin = attributes.getValue("Plugin-Class");
        if (!blank(plugin) && !SharedPackages.contain(plugin.strip()) && !names.contains(entry(plugin.strip()))) {
            findings.add(attribute("Plugin-Class", "a class of the jar, or nothing", plugin));
        }
    }

    private void requireAttribute(String name, String pattern, String expected) {
        String value = attributes.getValue(name);
        if (blank(value) || !value.strip().matches(pattern)) {
            findings.add(attribute(name, expected, blank(value) ? "nothing" : value));
        }
    }

    private static Finding attribute(String name, String expected, String found) {
        return Finding.of("the manifest's " + name + " is not in order")
                .where(MANIFEST)
                .expected(expected, found)
                .hint("correct it among the manifestEntries of the maven-jar-plugin");
    }

    private void requireIndex() {
        if (!names.contains(INDEX) || index.isEmpty()) {
            findings.add(Finding.of("the jar has no index of extensions")
                    .where(INDEX)
                    .expected(
                            "the names of the classes marked @Extension",
                            names.contains(INDEX) ? "an empty one" : "none")
                    .hint("PF4J's annotation processor writes it: put pf4j among the annotationProcessorPaths"));
        }
        for (String name : index) {
            if (!names.contains(entry(name))) {
                findings.add(Finding.of("the index names a class that is not in the jar")
                        .where(INDEX)
                        .expected(entry(name), "no such entry")
                        .hint("build the jar anew, after mvn clean"));
            }
        }
        for (String name : marked) {
            if (!index.contains(name) && !index.isEmpty()) {
                findings.add(Finding.of("a class is marked @Extension and is not in the index")
                        .where(name)
                        .expected("its name in " + INDEX, "none")
                        .hint("compile it with PF4J's annotation processor"));
            }
        }
    }

    private void requireClasses() {
        bundled.forEach((place, example) -> findings.add(Finding.of("the jar brings classes that the host brings")
                .where(example)
                .expected("nothing of " + place, "such classes, which are never used")
                .hint("give the dependency the scope provided")));
        if (!newer.isEmpty()) {
            findings.add(Finding.of("classes were compiled for a newer Java than this one")
                    .where(newer.get(0) + (newer.size() > 1 ? " and " + (newer.size() - 1) + " more" : ""))
                    .expected("Java " + Runtime.version().feature() + " or older", "Java " + newest)
                    .hint("<maven.compiler.release>17</maven.compiler.release>, which Halfspace asks for"));
        }
    }

    /** The {@code Plugin-Id}, or nothing. */
    String id() {
        return text("Plugin-Id");
    }

    /** The {@code Plugin-Version}, or nothing. */
    String pluginVersion() {
        return text("Plugin-Version");
    }

    private String text(String name) {
        String value = attributes.getValue(name);
        return value == null ? "" : value.strip();
    }

    private static String entry(String className) {
        return className.replace('.', '/') + ".class";
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static boolean contains(byte[] content, byte[] wanted) {
        for (int i = 0; i + wanted.length <= content.length; i++) {
            int k = 0;
            while (k < wanted.length && content[i + k] == wanted[k]) {
                k++;
            }
            if (k == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
