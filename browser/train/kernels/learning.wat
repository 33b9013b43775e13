;; How far is an image from what is drawn, and how do weights follow their gradients? n: a multiple of 4; places in bytes.

;; Bernoulli pixels of one image. L: logits, which become scale (sigmoid(l) - x), the gradient; X: pixels from 0 to 1.
;; Returns the sum of max(l, 0) - l x, and the product of all 1 + e^-|l|, whose logarithm added to that sum makes the
;; nats: one logarithm an image. A factor is at most 2, and a double holds 2^1023: so at most 1,000 pixels at a time.
(func (export "bernoulli") (param $n i32) (param $L i32) (param $X i32) (param $scale f32) (result f64 f64)
  (local $i i32) (local $l v128) (local $x v128) (local $e v128) (local $factor v128) (local $part v128)
  (local $sum v128) (local $low v128) (local $high v128)
  (local.set $low (v128.const f64x2 1 1))
  (local.set $high (v128.const f64x2 1 1))
  (loop $next
    (local.set $l (v128.load (i32.add (local.get $L) (local.get $i))))
    (local.set $x (v128.load (i32.add (local.get $X) (local.get $i))))
    (local.set $e (call $exp (f32x4.neg (f32x4.abs (local.get $l)))))
    (local.set $factor (f32x4.add (v128.const f32x4 1 1 1 1) (local.get $e)))
    (local.set $part (f32x4.div (v128.const f32x4 1 1 1 1) (local.get $factor)))
    (local.set $sum (f32x4.add (local.get $sum) (f32x4.sub
      (f32x4.max (local.get $l) (v128.const f32x4 0 0 0 0)) (f32x4.mul (local.get $l) (local.get $x)))))
    (local.set $low (f64x2.mul (local.get $low) (f64x2.promote_low_f32x4 (local.get $factor))))
    (local.set $high (f64x2.mul (local.get $high) (f64x2.promote_low_f32x4
      (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $factor) (local.get $factor)))))
    (v128.store (i32.add (local.get $L) (local.get $i)) (f32x4.mul (f32x4.splat (local.get $scale)) (f32x4.sub
      (v128.bitselect (local.get $part) (f32x4.mul (local.get $e) (local.get $part))
        (f32x4.ge (local.get $l) (v128.const f32x4 0 0 0 0)))
      (local.get $x))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2)))))
  (call $total (local.get $sum))
  (f64.mul
    (f64.mul (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low)))
    (f64.mul (f64x2.extract_lane 0 (local.get $high)) (f64x2.extract_lane 1 (local.get $high)))))

;; Gaussian pixels of one image. L: logits, which become (s - x) s (1 - s) with s = sigmoid(l), the gradient but for the
;; noise, which may depend on what this returns: the sum of (s - x)^2.
(func (export "squares") (param $n i32) (param $L i32) (param $X i32) (result f64)
  (local $i i32) (local $s v128) (local $off v128) (local $sum v128)
  (loop $next
    (local.set $s (call $sigmoid (v128.load (i32.add (local.get $L) (local.get $i)))))
    (local.set $off (f32x4.sub (local.get $s) (v128.load (i32.add (local.get $X) (local.get $i)))))
    (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul (local.get $off) (local.get $off))))
    (v128.store (i32.add (local.get $L) (local.get $i)) (f32x4.mul (f32x4.mul (local.get $off) (local.get $s))
      (f32x4.sub (v128.const f32x4 1 1 1 1) (local.get $s))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2)))))
  (call $total (local.get $sum)))

(func $total (param $sum v128) (result f64)
  (f64.add
    (f64.add
      (f64.promote_f32 (f32x4.extract_lane 0 (local.get $sum))) (f64.promote_f32 (f32x4.extract_lane 1 (local.get $sum))))
    (f64.add
      (f64.promote_f32 (f32x4.extract_lane 2 (local.get $sum))) (f64.promote_f32 (f32x4.extract_lane 3 (local.get $sum))))))

;; Adam: W moves against G over the running means M of gradients and U of their squares. d1, d2: 1 - b1 and 1 - b2, told
;; besides because float32 would get them wrong in the fifth digit. rate: divided by how far M is from full already,
;; root: how far the root of U is. Means below 1e-30 become 0: arithmetic with subnormal numbers is slow.
;; Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
(func (export "adam") (param $n i32) (param $W i32) (param $G i32) (param $M i32) (param $U i32) (param $b1 f32)
    (param $b2 f32) (param $d1 f32) (param $d2 f32) (param $rate f32) (param $root f32) (param $eps f32)
  (local $i i32) (local $w i32) (local $g v128) (local $m v128) (local $u v128)
  (loop $next
    (local.set $g (v128.load (i32.add (local.get $G) (local.get $i))))
    (local.set $m (f32x4.add (f32x4.mul (f32x4.splat (local.get $b1)) (v128.load (i32.add (local.get $M) (local.get $i))))
      (f32x4.mul (f32x4.splat (local.get $d1)) (local.get $g))))
    (local.set $u (f32x4.add (f32x4.mul (f32x4.splat (local.get $b2)) (v128.load (i32.add (local.get $U) (local.get $i))))
      (f32x4.mul (f32x4.splat (local.get $d2)) (f32x4.mul (local.get $g) (local.get $g)))))
    (local.set $m (v128.andnot (local.get $m)
      (f32x4.lt (f32x4.abs (local.get $m)) (v128.const f32x4 1e-30 1e-30 1e-30 1e-30))))
    (local.set $u (v128.andnot (local.get $u) (f32x4.lt (local.get $u) (v128.const f32x4 1e-30 1e-30 1e-30 1e-30))))
    (v128.store (i32.add (local.get $M) (local.get $i)) (local.get $m))
    (v128.store (i32.add (local.get $U) (local.get $i)) (local.get $u))
    (local.set $w (i32.add (local.get $W) (local.get $i)))
    (v128.store (local.get $w) (f32x4.sub (v128.load (local.get $w)) (f32x4.div
      (f32x4.mul (f32x4.splat (local.get $rate)) (local.get $m))
      (f32x4.add (f32x4.div (f32x4.sqrt (local.get $u)) (f32x4.splat (local.get $root))) (f32x4.splat (local.get $eps))))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))
