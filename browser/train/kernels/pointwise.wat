;; What is done number by number? n: how many, a multiple of 4; all places are in bytes, all numbers float32. What is no
;; number stays none, so that a training that runs away is seen to.

;; e^x of four numbers, kept within what a float can hold: x = d ln 2 + r, so e^x = 2^d e^r, with e^r as a polynomial
;; of degree 7 (that of Cephes' expf), which is off by 1e-7 at most.
(func $exp (param $x v128) (result v128) (local $d v128) (local $r v128)
  (local.set $x (f32x4.min (f32x4.max (local.get $x) (v128.const f32x4 -87 -87 -87 -87)) (v128.const f32x4 88 88 88 88)))
  (local.set $d (f32x4.nearest (f32x4.mul (local.get $x)
    (v128.const f32x4 1.44269504 1.44269504 1.44269504 1.44269504))))
  ;; ln 2 in two parts, the first of so few digits that d times it is exact.
  (local.set $r (f32x4.sub
    (f32x4.sub (local.get $x) (f32x4.mul (local.get $d) (v128.const f32x4 0.693359375 0.693359375 0.693359375 0.693359375)))
    (f32x4.mul (local.get $d) (v128.const f32x4 -2.12194440e-4 -2.12194440e-4 -2.12194440e-4 -2.12194440e-4))))
  (v128.const f32x4 1.9875691500e-4 1.9875691500e-4 1.9875691500e-4 1.9875691500e-4)
  (f32x4.add (f32x4.mul (local.get $r)) (v128.const f32x4 1.3981999507e-3 1.3981999507e-3 1.3981999507e-3 1.3981999507e-3))
  (f32x4.add (f32x4.mul (local.get $r)) (v128.const f32x4 8.3334519073e-3 8.3334519073e-3 8.3334519073e-3 8.3334519073e-3))
  (f32x4.add (f32x4.mul (local.get $r)) (v128.const f32x4 4.1665795894e-2 4.1665795894e-2 4.1665795894e-2 4.1665795894e-2))
  (f32x4.add (f32x4.mul (local.get $r)) (v128.const f32x4 1.6666665459e-1 1.6666665459e-1 1.6666665459e-1 1.6666665459e-1))
  (f32x4.add (f32x4.mul (local.get $r)) (v128.const f32x4 0.50000001201 0.50000001201 0.50000001201 0.50000001201))
  (f32x4.add (f32x4.mul (f32x4.mul (local.get $r) (local.get $r))) (local.get $r))
  (f32x4.add (v128.const f32x4 1 1 1 1))
  (f32x4.mul (i32x4.shl
    (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $d)) (v128.const i32x4 127 127 127 127)) (i32.const 23))))

;; 1 / (1 + e^-x), from e^-|x|, which is never too large.
(func $sigmoid (param $x v128) (result v128) (local $e v128) (local $part v128)
  (local.set $e (call $exp (f32x4.neg (f32x4.abs (local.get $x)))))
  (local.set $part (f32x4.div (v128.const f32x4 1 1 1 1) (f32x4.add (v128.const f32x4 1 1 1 1) (local.get $e))))
  (v128.bitselect (local.get $part) (f32x4.mul (local.get $e) (local.get $part))
    (f32x4.ge (local.get $x) (v128.const f32x4 0 0 0 0))))

;; Y = e^(scale X)
(func (export "exp") (param $n i32) (param $X i32) (param $Y i32) (param $scale f32) (local $i i32)
  (loop $next
    (v128.store (i32.add (local.get $Y) (local.get $i))
      (call $exp (f32x4.mul (f32x4.splat (local.get $scale)) (v128.load (i32.add (local.get $X) (local.get $i))))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))

;; Y = 1 / (1 + e^-X)
(func (export "sigmoid") (param $n i32) (param $X i32) (param $Y i32) (local $i i32)
  (loop $next
    (v128.store (i32.add (local.get $Y) (local.get $i)) (call $sigmoid (v128.load (i32.add (local.get $X) (local.get $i)))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))

;; The activations: Y = f(X), and X becomes f'(X), by which the gradient is multiplied on its way back.
(func (export "relu") (param $n i32) (param $X i32) (param $Y i32) (local $i i32) (local $x v128)
  (loop $next
    (local.set $x (v128.load (i32.add (local.get $X) (local.get $i))))
    (v128.store (i32.add (local.get $Y) (local.get $i)) (f32x4.max (local.get $x) (v128.const f32x4 0 0 0 0)))
    (v128.store (i32.add (local.get $X) (local.get $i)) (v128.and (v128.const f32x4 1 1 1 1)
      (f32x4.gt (local.get $x) (v128.const f32x4 0 0 0 0))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))

;; slope: of what is below 0, from 0 to 1.
(func (export "leaky") (param $n i32) (param $X i32) (param $Y i32) (param $slope f32) (local $i i32) (local $x v128)
  (loop $next
    (local.set $x (v128.load (i32.add (local.get $X) (local.get $i))))
    (v128.store (i32.add (local.get $Y) (local.get $i))
      (f32x4.max (local.get $x) (f32x4.mul (f32x4.splat (local.get $slope)) (local.get $x))))
    (v128.store (i32.add (local.get $X) (local.get $i)) (v128.bitselect (v128.const f32x4 1 1 1 1)
      (f32x4.splat (local.get $slope)) (f32x4.gt (local.get $x) (v128.const f32x4 0 0 0 0))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))

(func (export "silu") (param $n i32) (param $X i32) (param $Y i32) (local $i i32) (local $y v128) (local $s v128)
  (loop $next
    (local.set $y (v128.load (i32.add (local.get $X) (local.get $i))))
    (local.set $s (call $sigmoid (local.get $y)))
    (local.set $y (f32x4.mul (local.get $y) (local.get $s)))
    (v128.store (i32.add (local.get $Y) (local.get $i)) (local.get $y))
    (v128.store (i32.add (local.get $X) (local.get $i)) (f32x4.add (local.get $s)
      (f32x4.mul (local.get $y) (f32x4.sub (v128.const f32x4 1 1 1 1) (local.get $s)))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))

(func (export "tanh") (param $n i32) (param $X i32) (param $Y i32) (local $i i32) (local $x v128) (local $e v128) (local $y v128)
  (loop $next
    (local.set $x (v128.load (i32.add (local.get $X) (local.get $i))))
    (local.set $e (call $exp (f32x4.mul (f32x4.abs (local.get $x)) (v128.const f32x4 -2 -2 -2 -2))))
    (local.set $y (f32x4.div (f32x4.sub (v128.const f32x4 1 1 1 1) (local.get $e))
      (f32x4.add (v128.const f32x4 1 1 1 1) (local.get $e))))
    ;; with the sign of x
    (local.set $y (v128.bitselect (local.get $x) (local.get $y)
      (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000)))
    (v128.store (i32.add (local.get $Y) (local.get $i)) (local.get $y))
    (v128.store (i32.add (local.get $X) (local.get $i))
      (f32x4.sub (v128.const f32x4 1 1 1 1) (f32x4.mul (local.get $y) (local.get $y))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))

;; X = X Y
(func (export "times") (param $n i32) (param $X i32) (param $Y i32) (local $i i32) (local $x i32)
  (loop $next
    (local.set $x (i32.add (local.get $X) (local.get $i)))
    (v128.store (local.get $x) (f32x4.mul (v128.load (local.get $x)) (v128.load (i32.add (local.get $Y) (local.get $i)))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))

;; X = scale X
(func (export "scaled") (param $n i32) (param $X i32) (param $scale f32) (local $i i32) (local $x i32)
  (loop $next
    (local.set $x (i32.add (local.get $X) (local.get $i)))
    (v128.store (local.get $x) (f32x4.mul (f32x4.splat (local.get $scale)) (v128.load (local.get $x))))
    (local.set $i (i32.add (local.get $i) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $i) (i32.shl (local.get $n) (i32.const 2))))))
