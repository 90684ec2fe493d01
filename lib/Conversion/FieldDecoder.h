//===- FieldDecoder.h - From packed bytes to digits -------------*- C++ -*-===//
//
// Vector code that takes radix fields out of an interleaved layout and digits
// out of fields. All values are vectors of bytes, one for each of a vector's
// 4 * lanes byte positions; where containers are 32 bits, a field is in the
// first byte of its lane.
//
// A field of one digit is summed where it lies in its byte, as far as the
// kernel has places; others are shifted down to one of these. Where tiles share
// bytes, it is summed together with the fields above it; where they share the
// digits of fields, the whole field is summed for the first tile, and what the
// others have in it is subtracted at the end.
//
// Ways from a field c = sum_j d_j N^j to its digits:
//
// * divide: with q_j = floor(c / N^j), d_j = q_j - N q_{j+1}. A byte is divided
//   by N by a 16-bit multiplication with M = ceil(2^16 / N), which is exact for
//   every byte and N <= 256: c (M - 2^16/N) / 2^16 < 255 / 2^16 < 1 / N.
//   Threads divide two bytes by one 32-bit multiplication with M = ceil(2^s /
//   N), with s so large that it is exact for all fields and so small that the
//   products have 16 bits.
// * lookup: a table of 2^bits entries has several digits in each byte, or one
//   where these belong to several tiles.
// * two_level_lookup: a table of 32 entries says what multiple of the highest
//   digit's weight W the lowest of the 2^s fields with the same upper five bits
//   has in it. What a field is above that is less than W + 2^s - 1, and tables
//   of 32 entries say how much of W is missing, and the other digits.
//
//===----------------------------------------------------------------------===//

#ifndef LOWRES_LIB_CONVERSION_FIELDDECODER_H
#define LOWRES_LIB_CONVERSION_FIELDDECODER_H

#include "lowres/Dialect/LowRes/IR/LowRes.h"
#include "mlir/IR/Builders.h"

namespace mlir::lowres {

class FieldDecoder {
public:
  FieldDecoder(OpBuilder &builder, Location loc, KernelAttr kernel,
               unsigned levels);

  /// A vector of bytes whose dot product with the inputs of digit `digit`
  /// belongs to the sum of accumulator `slot` of that digit's tile.
  struct DotTerm {
    Value weights;
    unsigned maxWeight;
    unsigned digit;
    unsigned slot;
  };

  /// The terms of field `field`, given the chunk's stored vectors; where tiles
  /// share bytes, each may have terms of the tiles behind it in it.
  SmallVector<DotTerm> getDotTerms(ArrayRef<Value> stored, unsigned field);

  /// Accumulators that the terms need.
  unsigned getNumSlots() const { return kernel.getNumSums(levels); }

  /// The sum of code times input, from the accumulators, where tiles share no
  /// bytes.
  Value combineSlots(ValueRange slots);

  /// The sums of code times input of the tiles of a chunk that share bytes,
  /// from their accumulators.
  SmallVector<Value> separateTiles(ValueRange sums);

  /// The value of field `field` in the low bits of each container; higher bits
  /// may be set.
  Value getField(ArrayRef<Value> stored, unsigned field) {
    return extractField(stored, field, /*masked=*/false);
  }

  /// The digits of field `field`, one vector of bytes each (of lanes, where
  /// these are the containers).
  SmallVector<Value> getDigits(ArrayRef<Value> stored, unsigned field);

private:
  /// The value of a field, `place` fields above the lowest bit of each byte;
  /// where `masked` is false, bits above it may be set.
  Value extractField(ArrayRef<Value> stored, unsigned field, bool masked,
                     unsigned place = 0);
  /// All quotients q_0 ... q_{digits-1} of a field.
  SmallVector<Value> getQuotients(Value field);
  SmallVector<Value> getQuotientsOfWords(Value field);
  SmallVector<Value> getQuotientsOfPairs(Value field);
  /// Looks up a table of `size` entries.
  Value lookUp(Value indices, unsigned size, bool inBounds,
               function_ref<unsigned(unsigned)> getEntry);
  /// Looks up the table whose first digit is `firstDigit`.
  Value lookUpDigits(Value field, unsigned firstDigit);
  /// All digits of a field but the lowest, by lookups; of two levels the
  /// highest one times N^(digits-1).
  SmallVector<Value> getUpperDigits(Value field);
  /// The terms of a field whose digits belong to several tiles.
  SmallVector<DotTerm> getTermsOfTiles(Value field);
  /// N^digit, and the digit of `value` that this is the weight of.
  unsigned getWeightOfDigit(unsigned digit) const;
  unsigned getDigitOf(unsigned value, unsigned digit) const;

  Value bitcast(Value value, unsigned width);
  Value shiftRight(Value dwords, int amount);
  /// `sums` divided by 2^bits, of which they are multiples.
  Value scaleDown(Value sums, unsigned bits);
  /// sum - times * other.
  Value subtract(Value sum, Value other, unsigned times);
  Value maskBytes(Value value, unsigned byteMask);

  OpBuilder &builder;
  Location loc;
  KernelAttr kernel;
  InterleavedAttr layout;
  unsigned levels;
  /// Bits that a digit needs, and digits that a table's byte holds.
  unsigned digitBits, digitsPerTable;
  VectorType byteType;
};

} // namespace mlir::lowres

#endif // LOWRES_LIB_CONVERSION_FIELDDECODER_H
