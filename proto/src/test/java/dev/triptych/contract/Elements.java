package dev.triptych.contract;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Walks a proto file and lists each element with its leading comment. */
final class Elements {
    /** An element: its dotted name and its comment, empty when it has none. */
    record Element(String name, String comment) {}

    private final Map<List<Integer>, String> comments = new HashMap<>();
    private final List<Element> found = new ArrayList<>();

    private Elements(FileDescriptorProto file) {
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            comments.put(location.getPathList(), location.getLeadingComments());
        }
    }

    /** Returns the messages, fields, oneofs, enums, values, services and calls of a file. */
    static List<Element> of(FileDescriptorProto file) {
        Elements walk = new Elements(file);
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            walk.message(
                    file.getPackage(),
                    file.getMessageType(i),
                    List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i));
        }
        for (int i = 0; i < file.getEnumTypeCount(); i++) {
            walk.enumeration(
                    file.getPackage(), file.getEnumType(i), List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
        }
        for (int i = 0; i < file.getServiceCount(); i++) {
            walk.service(file.getPackage(), file.getService(i), List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, i));
        }
        return walk.found;
    }

    private void message(String scope, DescriptorProto message, List<Integer> path) {
        if (message.getOptions().getMapEntry()) {
            return;
        }
        String name = add(scope, message.getName(), path);
        for (int i = 0; i < message.getFieldCount(); i++) {
            add(name, message.getField(i).getName(), child(path, DescriptorProto.FIELD_FIELD_NUMBER, i));
        }
        for (int i = 0; i < message.getOneofDeclCount(); i++) {
            if (!synthetic(message, i)) {
                add(name, message.getOneofDecl(i).getName(), child(path, DescriptorProto.ONEOF_DECL_FIELD_NUMBER, i));
            }
        }
        for (int i = 0; i < message.getNestedTypeCount(); i++) {
            message(name, message.getNestedType(i), child(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i));
        }
        for (int i = 0; i < message.getEnumTypeCount(); i++) {
            enumeration(name, message.getEnumType(i), child(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
        }
    }

    /** Whether a oneof was made by the compiler for an {@code optional} field. */
    private static boolean synthetic(DescriptorProto message, int oneof) {
        return message.getFieldList().stream()
                .filter(FieldDescriptorProto::hasOneofIndex)
                .filter(field -> field.getOneofIndex() == oneof)
                .anyMatch(FieldDescriptorProto::getProto3Optional);
    }

    private void enumeration(String scope, EnumDescriptorProto type, List<Integer> path) {
        String name = add(scope, type.getName(), path);
        for (int i = 0; i < type.getValueCount(); i++) {
            add(name, type.getValue(i).getName(), child(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, i));
        }
    }

    private void service(String scope, ServiceDescriptorProto service, List<Integer> path) {
        String name = add(scope, service.getName(), path);
        for (int i = 0; i < service.getMethodCount(); i++) {
            add(name, service.getMethod(i).getName(), child(path, ServiceDescriptorProto.METHOD_FIELD_NUMBER, i));
        }
    }

    private String add(String scope, String simple, List<Integer> path) {
        String name = scope + "." + simple;
        found.add(new Element(name, comments.getOrDefault(path, "").strip()));
        return name;
    }

    private static List<Integer> child(List<Integer> path, int field, int index) {
        List<Integer> child = new ArrayList<>(path);
        child.add(field);
        child.add(index);
        return child;
    }
}
