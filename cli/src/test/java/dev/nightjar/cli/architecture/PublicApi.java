package dev.nightjar.cli.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The types that applications can use: public ones, nested or not, of packages that are not called {@code internal}
 * and, where a module has a descriptor, that it exports to everybody.
 */
final class PublicApi {
  private final List<ModuleDescriptor> descriptors = new ArrayList<>();

  /** The descriptors of the modules on the class path. */
  PublicApi() throws IOException {
    for (URL url : Collections.list(PublicApi.class.getClassLoader().getResources("module-info.class"))) {
      try (InputStream in = url.openStream()) {
        descriptors.add(ModuleDescriptor.read(in));
      }
    }
  }

  /** The names of such types among the classes, ascending, one on a line. */
  String of(Iterable<JavaClass> classes) {
    TreeSet<String> names = new TreeSet<>();
    for (JavaClass type : classes) {
      if (isPublic(type) && exported(type.getPackageName())) {
        names.add(type.getName().replace('$', '.'));
      }
    }
    return String.join("\n", names) + "\n";
  }

  /**
   * What callers and subclasses can use of these types, one on a line, ascending: fields with their type, methods and
   * constructors with those of their parameters and what they return, all as compiled code names them.
   */
  String membersOf(Iterable<JavaClass> classes) {
    TreeSet<String> members = new TreeSet<>();
    for (JavaClass type : classes) {
      if (isPublic(type) && exported(type.getPackageName())) {
        type.getMembers().stream().filter(PublicApi::isUsable).map(PublicApi::signature).forEach(members::add);
      }
    }
    return String.join("\n", members) + "\n";
  }

  private static boolean isUsable(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC);
  }

  private static String signature(JavaMember member) {
    String name = (member.getOwner().getName() + "." + member.getName()).replace('$', '.');
    if (member instanceof JavaField field) {
      return name + ": " + field.getRawType().getName();
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    return name + code.getRawParameterTypes().stream().map(JavaClass::getName)
        .collect(Collectors.joining(", ", "(", "): ")) + code.getRawReturnType().getName();
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicApi::isPublic).orElse(true);
  }

  private boolean exported(String name) {
    return !(name + ".").contains(".internal.") && descriptors.stream()
        .filter(module -> (name + ".").startsWith(module.name() + "."))
        .allMatch(module -> module.exports().stream()
            .anyMatch(exports -> exports.source().equals(name) && !exports.isQualified()));
  }
}
