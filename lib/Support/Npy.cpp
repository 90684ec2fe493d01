//===- Npy.cpp - Arrays in NumPy's file format ----------------------------===//
//
// Part of the lowres project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The format (from NumPy's documentation, "NEP 1"): the magic, two bytes of
// version, the header's length (2 bytes in version 1, else 4), the header,
// which is a Python dictionary literal such as
//   {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
// and the data.
//
//===----------------------------------------------------------------------===//

#include "lowres/Support/Npy.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir::lowres;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;
namespace endian = llvm::support::endian;

static constexpr llvm::StringLiteral magic("\x93NUMPY");
static constexpr size_t alignment = 64;

static Error makeError(const Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

namespace {

struct Header {
  std::string descr;
  std::optional<bool> fortranOrder;
  std::optional<llvm::SmallVector<int64_t>> shape;
};

/// A parser for the little of Python that headers use.
class HeaderParser {
public:
  HeaderParser(StringRef text) : rest(text) {}

  Error parse(Header &header);

private:
  /// Whether the next token is `token`, which is then consumed.
  bool consume(StringRef token) {
    rest = rest.ltrim();
    return rest.consume_front(token);
  }
  Error parseEntry(Header &header);
  Error parseString(std::string &value);
  Error parseShape(llvm::SmallVector<int64_t> &shape);

  StringRef rest;
};

} // namespace

Error HeaderParser::parse(Header &header) {
  if (!consume("{"))
    return makeError("the header is no dictionary");
  while (!consume("}")) {
    if (Error error = parseEntry(header))
      return error;
    if (consume(","))
      continue;
    if (!consume("}"))
      return makeError("the header's dictionary has no end");
    break;
  }
  if (!rest.trim().empty())
    return makeError("the header goes on behind its dictionary");
  return Error::success();
}

Error HeaderParser::parseEntry(Header &header) {
  std::string key;
  if (Error error = parseString(key))
    return error;
  if (!consume(":"))
    return makeError("the header's key '" + key + "' has no value");
  if (key == "descr")
    return parseString(header.descr);
  if (key == "fortran_order") {
    if (consume("True"))
      header.fortranOrder = true;
    else if (consume("False"))
      header.fortranOrder = false;
    else
      return makeError("'fortran_order' is neither True nor False");
    return Error::success();
  }
  if (key == "shape")
    return parseShape(header.shape.emplace());
  return makeError("the header has an unknown key '" + key + "'");
}

Error HeaderParser::parseString(std::string &value) {
  StringRef quote = consume("'") ? "'" : consume("\"") ? "\"" : "";
  size_t end = quote.empty() ? StringRef::npos : rest.find(quote);
  if (end == StringRef::npos)
    return makeError("the header lacks a string (a structured element type is "
                     "not supported)");
  value = rest.take_front(end).str();
  rest = rest.drop_front(end + 1);
  return Error::success();
}

Error HeaderParser::parseShape(llvm::SmallVector<int64_t> &shape) {
  if (!consume("("))
    return makeError("'shape' is no tuple");
  while (!consume(")")) {
    rest = rest.ltrim();
    uint64_t size;
    if (rest.consumeInteger(10, size) || size > uint64_t(INT64_MAX))
      return makeError("'shape' holds something other than sizes");
    rest.consume_front("L"); // Python 2
    shape.push_back(size);
    if (!consume(",") && !rest.ltrim().starts_with(")"))
      return makeError("'shape' has no end");
  }
  return Error::success();
}

/// Splits a file into its header's text and its data.
static Expected<std::pair<StringRef, StringRef>> splitFile(StringRef bytes) {
  if (bytes.empty())
    return makeError("the file is empty");
  if (!bytes.consume_front(magic))
    return makeError("not an .npy file: wrong magic");
  if (bytes.size() < 2)
    return makeError("truncated in the version");
  unsigned version = uint8_t(bytes[0]);
  if (version < 1 || version > 3)
    return makeError("version " + Twine(version) + " is not supported");
  bytes = bytes.drop_front(2);
  size_t lengthBytes = version == 1 ? 2 : 4;
  if (bytes.size() < lengthBytes)
    return makeError("truncated in the header's length");
  size_t length = version == 1 ? endian::read16le(bytes.data())
                               : endian::read32le(bytes.data());
  bytes = bytes.drop_front(lengthBytes);
  if (bytes.size() < length)
    return makeError("truncated in the header");
  return std::make_pair(bytes.take_front(length), bytes.drop_front(length));
}

Expected<NpyArray> mlir::lowres::parseNpy(StringRef bytes) {
  auto parts = splitFile(bytes);
  if (!parts)
    return parts.takeError();
  auto [text, data] = *parts;
  Header header;
  if (Error error = HeaderParser(text).parse(header))
    return error;
  if (header.descr.empty() || !header.fortranOrder || !header.shape)
    return makeError("the header lacks 'descr', 'fortran_order' or 'shape'");
  bool isDouble = header.descr == "<f8";
  if (!isDouble && header.descr != "<f4")
    return makeError("element type '" + header.descr +
                     "' is not supported; expected '<f4' or '<f8'");
  if (*header.fortranOrder && header.shape->size() > 1)
    return makeError("Fortran order is not supported; save with "
                     "numpy.ascontiguousarray");

  int64_t elementSize = isDouble ? 8 : 4;
  std::optional<int64_t> bytesNeeded = elementSize;
  for (int64_t size : *header.shape)
    if (bytesNeeded)
      bytesNeeded = llvm::checkedMul(*bytesNeeded, size);
  if (!bytesNeeded)
    return makeError("'shape' is too large");
  uint64_t count = *bytesNeeded / elementSize;
  if (data.size() != count * elementSize)
    return makeError("expected " + Twine(count * elementSize) +
                     " bytes of data, found " + Twine(data.size()));

  NpyArray array;
  array.shape = *header.shape;
  array.data.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    const char *at = data.data() + i * elementSize;
    array.data.push_back(
        isDouble ? float(llvm::bit_cast<double>(endian::read64le(at)))
                 : llvm::bit_cast<float>(endian::read32le(at)));
  }
  return array;
}

Expected<NpyArray> mlir::lowres::readNpy(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeError("cannot read '" + path +
                     "': " + buffer.getError().message());
  Expected<NpyArray> array = parseNpy((*buffer)->getBuffer());
  if (!array)
    return makeError("cannot read '" + path +
                     "': " + llvm::toString(array.takeError()));
  return array;
}

std::string mlir::lowres::formatNpy(ArrayRef<int64_t> shape,
                                    ArrayRef<float> data) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
  for (int64_t size : shape)
    header += std::to_string(size) + (shape.size() == 1 ? "," : ", ");
  if (shape.size() > 1)
    header.resize(header.size() - 2);
  header += "), }";
  constexpr size_t prefixSize = 10; // magic, version, length
  size_t size = llvm::alignTo(prefixSize + header.size() + 1, alignment);
  header.resize(size - prefixSize - 1, ' ');
  header += '\n';

  std::string bytes = magic.str() + '\x01' + '\0';
  char length[2];
  endian::write16le(length, header.size());
  bytes.append(length, sizeof(length));
  bytes += header;
  bytes.reserve(bytes.size() + data.size() * sizeof(float));
  for (float value : data) {
    char element[4];
    endian::write32le(element, llvm::bit_cast<uint32_t>(value));
    bytes.append(element, sizeof(element));
  }
  return bytes;
}
